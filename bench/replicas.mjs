import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { databaseCpuMs } from './support/database-cpu.mjs';
import { print, printJson } from './support/figures.mjs';
import { startProcess } from './support/measured-process.mjs';
import { measureInTurn } from './support/rounds.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * What more processes cost one database: verifications at the same rate in all, from initialize to the handler, by one
 * process and by four that share connections and rate limit. A load balancer hands callbacks to the processes in turn.
 */
const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '1,4' },
    'per-second': { type: 'string', default: '20' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    port: { type: 'string', default: '3310' },
    json: { type: 'boolean', default: false },
  },
});
const [perSecond, seconds, rounds] = [values['per-second'], values.seconds, values.rounds].map(Number);

/** Passes requests on to the ports in turn, as a load balancer in front of the processes does. */
async function startBalancer(ports) {
  let turn = 0;
  const server = createServer(async (incoming, outgoing) => {
    turn += 1;
    const url = `http://127.0.0.1:${ports[turn % ports.length]}${incoming.url}`;
    // Each on a connection of its own: a kept one may be closed by then.
    const { statusCode, body } = await request(url, { reset: true });
    outgoing.writeHead(statusCode).end(await body.text());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

let nextPort = Number(values.port);
async function start(processes) {
  const name = `bench-replicas-${processes}`;
  const database = await scratchDatabase();
  const ports = Array.from({ length: processes }, () => nextPort++);
  const balancer = await startBalancer(ports);
  const emulator = await startProcess('./emulator-process.mjs', {
    forwardTo: `http://127.0.0.1:${balancer.address().port}`,
    qps: 4 * perSecond,
  });
  const applications = [];
  for (const port of ports) {
    const settings = {
      kind: 'library',
      name,
      port,
      databaseUrl: database.url,
      vendorUrl: emulator.ready.url,
      // As many connections in all: a server plans each statement anew for each of them.
      poolSize: 20 / processes,
      options: { rateLimit: { perSecond: 4 * perSecond } },
    };
    const onMessage = ({ finish }) => emulator.send({ finish });
    applications.push(await startProcess('./application-process.mjs', settings, { onMessage }));
  }
  return { processes, name, database, balancer, emulator, applications, offered: 0 };
}

async function cpuMs(applications) {
  const all = await Promise.all(applications.map((one) => one.ask({ action: 'cpu' })));
  return all.reduce((sum, one) => sum + one.cpuMs, 0);
}

/** Waits until every verification that was offered has been delivered to the handler, in whichever process. */
async function delivered({ database, offered }) {
  for (;;) {
    const [{ done }] = await database.query(
      "SELECT count(*)::int AS done FROM id_verification_delivery WHERE state = 'DELIVERED'",
    );
    if (done === offered) return;
    await sleep(100);
  }
}

async function measure(one) {
  const { name, database, emulator, applications } = one;
  await emulator.ask({ reset: true });
  const own = perSecond / applications.length;
  const message = { action: 'offer', count: Math.round(own * seconds), perSecond: own };
  const count = message.count * applications.length;
  one.offered += count;
  const before = { node: await cpuMs(applications), database: await databaseCpuMs(database, name) };
  await Promise.all(applications.map((application) => application.ask(message)));
  await delivered(one);
  return {
    databaseMs: ((await databaseCpuMs(database, name)) - before.database) / count,
    nodeMs: ((await cpuMs(applications)) - before.node) / count,
  };
}

const running = [];
const results = [];
try {
  // The figures of one process are divided by those of more, so the last is the first contender.
  const counts = values.processes.split(',').map(Number);
  for (const processes of counts.toReversed()) running.push(await start(processes));
  for (const one of running) await measure(one);
  for (const { contender, ...one } of await measureInTurn(running, rounds, measure)) {
    const { processes } = contender;
    results.push({ processes, ...one });
    print(`${processes} processes`, {
      ...one.medians,
      [`${running[0].processes} beside it`]: JSON.stringify(one.firstBeside),
    });
  }
} finally {
  for (const { applications, emulator, balancer, database } of running) {
    for (const one of applications) await one.stop();
    await emulator.stop();
    balancer.close();
    balancer.closeAllConnections();
    await database.drop();
  }
}
printJson(values, { bench: 'replicas', perSecond, seconds, rounds, results });
