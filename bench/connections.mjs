/*
 * How connections to the vendor are kept: how many a burst opens, whether a call after a silence meets an open one, and
 * whether calls fail that meet one which is about to be closed.
 *
 *   node bench/connections.mjs [--silence 60] [--calls 1000]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { createCloudauthClient, IdVerificationModule, IdVerificationService } from 'nestjs-id-verification';
import { ms, most, p50, print } from './support/figures.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

const { values } = parseArgs({
  options: { silence: { type: 'string', default: '60' }, calls: { type: 'string', default: '1000' } },
});
const silenceMs = Number(values.silence) * 1_000;
const calls = Number(values.calls);

const key = { id: 'bench', secret: 'bench' };
const credentials = { accessKeyId: key.id, accessKeySecret: key.secret };

/** Does `work` with an emulator, and with what opens clients for it. */
async function withEmulator(emulatorOptions, work) {
  const emulator = await CloudauthEmulator.start({ accessKeys: [key], ...emulatorOptions });
  const clients = [];
  const open = (connections = {}) => {
    const client = createCloudauthClient({
      endpoint: emulator.url,
      credentials,
      sandbox: true,
      http: connections,
    });
    clients.push(client);
    return () => client.call('KeepaliveIntl', {}, { timeoutMs: 10_000 });
  };
  try {
    return await work(emulator, open);
  } finally {
    for (const client of clients) await client.close();
    await emulator.stop();
  }
}

async function countConnections() {
  const inSequence = await withEmulator({}, async (emulator, open) => {
    const call = open();
    for (let n = 0; n < calls; n += 1) await call();
    return emulator.connections.opened;
  });
  const inFlight = await withEmulator({}, async (emulator, open) => {
    emulator.inject({ kind: 'latency', ms: 20, times: 'forever' });
    const call = open();
    let left = calls;
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        while (left-- > 0) await call();
      }),
    );
    return emulator.connections.opened;
  });
  print(`Connections that ${calls} calls open, at most 64 allowed`, {
    'in sequence': inSequence,
    '64 in flight': inFlight,
  });
}

/** A start after a silence. */
async function startAfterSilence(database, connections) {
  return withEmulator({}, async (emulator) => {
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true }),
        IdVerificationModule.forRoot({
          credentials,
          hashKeys: [{ id: 'bench', secret: 'key-of-a-bench-0123456789abcdefgh' }],
          endpoint: emulator.url,
          sandbox: true,
          workers: { enabled: false },
          rateLimit: { account: JSON.stringify(connections).replace(/\W/g, '') || 'default' },
          http: connections,
        }),
      ],
    }).compile();
    module.useLogger(false);
    await module.init();
    const start = () =>
      module.get(IdVerificationService).initialize({
        productCode: 'FACE_LIVENESS',
        merchantUserId: 'u',
        metaInfo: '{}',
        merchantBizId: id(),
      });
    await start();
    await sleep(silenceMs);
    const before = emulator.connections;
    await start();
    const figures = {
      'open before it': before.open,
      'opened by it': emulator.connections.opened - before.opened,
      'pings meanwhile': emulator.requests({ action: 'KeepaliveIntl' }).length,
    };
    await module.close();
    return figures;
  });
}

let ids = 0;
const id = () => `bench${process.pid}x${(ids += 1)}`;

async function silence() {
  const database = await scratchDatabase();
  const [alone, pinged] = await Promise.all([
    startAfterSilence(database, {}),
    startAfterSilence(database, { keepAlivePingMs: 5_000 }),
  ]);
  await database.drop();
  print(`A start after ${values.silence} s of silence`, alone);
  print(`A start after ${values.silence} s of silence, with \`keepAlivePingMs: 5000\``, pinged);
}

/** Calls on 50 connections, each after a pause that ends within 20 ms of the server's idle limit. */
async function aroundTheLimit(emulatorOptions, connections) {
  return withEmulator(emulatorOptions, async (emulator, open) => {
    const { keepAliveTimeoutMs } = emulatorOptions;
    let failed = 0;
    const times = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, lane) => {
        const call = open(connections);
        await sleep(lane);
        for (let n = 0; n < calls / 50; n += 1) {
          const began = performance.now();
          await call().then(
            () => times.push(performance.now() - began),
            () => (failed += 1),
          );
          await sleep(keepAliveTimeoutMs - 20 + Math.random() * 40);
        }
      }),
    );
    return {
      'calls that failed': `${failed} of ${calls}`,
      'connections opened': emulator.connections.opened,
      'time of a call, p50 / most': `${ms(p50(times))} / ${ms(most(times))}`,
    };
  });
}

await countConnections();
print(
  'Calls around an idle limit of 3 s that the server announces',
  await aroundTheLimit({ keepAliveTimeoutMs: 3_000 }, {}),
);
print(
  'Calls around an idle limit of 1.5 s that it does not announce, with `keepAliveMs: 1000`',
  await aroundTheLimit({ keepAliveTimeoutMs: 1_500, announceKeepAlive: false }, { keepAliveMs: 1_000 }),
);
print(
  'Why `keepAliveMs` has to stay below an idle limit that is not announced: 300 ms, with `keepAliveMs: 20000`',
  await aroundTheLimit({ keepAliveTimeoutMs: 300, announceKeepAlive: false }, {}),
);
await silence();
