import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CALLBACK_KEYS, CALLBACK_PATH } from './support/applications.mjs';
import { print, printJson } from './support/figures.mjs';
import { addPending } from './support/history.mjs';
import { startProcess } from './support/measured-process.mjs';
import { measureInTurn } from './support/rounds.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * A burst of callbacks on Express and on Fastify: forged ones on the library's route, beside the same on a route of the
 * framework that does nothing; and with genuine ones among them, whose verdicts the process reads meanwhile from a vendor
 * inside of it.
 */
const { values } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '4' },
    'genuine-per-second': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    platforms: { type: 'string', default: 'express,fastify' },
    port: { type: 'string', default: '3350' },
    json: { type: 'boolean', default: false },
  },
});
const [perSecond, seconds, rounds] = [values['per-second'], values.seconds, values.rounds].map(Number);
const genuineCount = Number(values['genuine-per-second']) * seconds;
const every = Math.round(perSecond / Number(values['genuine-per-second']));

// The token is no part of the package's surface.
const inside = createRequire(new URL('../libs/id-verification/dist/index.js', import.meta.url));
const { callbackToken } = inside('./steps/callback/callback-token.js');

const pathOf = (token) =>
  `${CALLBACK_PATH}?callbackToken=${token}&transactionId=hks${randomUUID()}&passed=Y&subCode=200`;

const CONTENDERS = {
  forged: { kind: 'library', isMixed: false },
  bare: { kind: 'bare', isMixed: false },
  mixed: { kind: 'library', isMixed: true },
};

/** A burst, in which some callbacks are of verifications that wait for them. */
async function burst({ database, isMixed, round }) {
  const rows = !isMixed
    ? []
    : await database.query(
        `SELECT id FROM id_verification WHERE merchant_biz_id LIKE 'pending%' ORDER BY id LIMIT ${genuineCount} OFFSET ${round * genuineCount}`,
      );
  const genuine = rows.map((_, n) => n * every);
  const paths = Array.from({ length: perSecond * seconds }, (_, n) => {
    const row = n % every === 0 ? rows[n / every] : undefined;
    return pathOf(row ? callbackToken(row.id, CALLBACK_KEYS) : 'f'.repeat(64));
  });
  return { paths, genuine, perSecond };
}

async function start(platform, contender, port) {
  const { kind, isMixed } = CONTENDERS[contender];
  const database = await scratchDatabase();
  await addPending(database, genuineCount * (rounds + 1), '20 min');
  const settings = {
    kind,
    platform,
    port,
    name: `bench-${contender}-${platform}`,
    databaseUrl: database.url,
  };
  const application = await startProcess('./application-process.mjs', settings);
  const url = `http://127.0.0.1:${port}`;
  const sender = await startProcess('./callback-sender-process.mjs', {
    url,
    connections: 64,
    name: 'sender',
  });
  return { contender, isMixed, database, application, sender, round: 0 };
}

async function measure(one) {
  const message = await burst(one);
  one.round += 1;
  const before = await one.application.ask({ action: 'cpu' });
  const { failed, ...figures } = await one.sender.ask(message);
  const { cpuMs } = await one.application.ask({ action: 'cpu' });
  if (failed > 0) throw new Error(`${failed} callbacks failed`);
  return { ...figures, cpuUs: ((cpuMs - before.cpuMs) * 1_000) / message.paths.length };
}

/** Waits until every genuine callback so far has led to its verdict. */
async function verdicts({ isMixed, database, round }) {
  if (!isMixed) return;
  for (;;) {
    const [{ ended }] = await database.query(
      "SELECT count(*)::int AS ended FROM id_verification WHERE status = 'PASSED'",
    );
    if (ended === round * genuineCount) return;
    await sleep(100);
  }
}

const results = [];
for (const [index, platform] of values.platforms.split(',').entries()) {
  const running = [];
  try {
    for (const contender of Object.keys(CONTENDERS))
      running.push(await start(platform, contender, Number(values.port) + 4 * index + running.length));
    for (const one of running) await measure(one);
    const measured = await measureInTurn(running, rounds, async (one) => {
      const figures = await measure(one);
      await verdicts(one);
      return figures;
    });
    for (const { contender: one, medians, firstBeside } of measured) {
      const { contender } = one;
      results.push({ platform, contender, medians, firstBeside });
      print(`${contender}, ${platform}`, { ...medians, 'forged beside it': JSON.stringify(firstBeside) });
    }
  } finally {
    for (const { application, sender, database } of running) {
      await sender.stop();
      await application.stop();
      await database.drop();
    }
  }
}
printJson(values, { bench: 'callbacks', perSecond, seconds, genuine: genuineCount, rounds, results });
