import { setTimeout as sleep } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  createCloudauthClient,
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
} from 'nestjs-id-verification';

/*
 * One process of several that start verifications at a fixed rate, whatever becomes of them. It begins on a
 * message, and reports how each call ended: its code, when it began by the machine's clock, after how long it ended, and
 * whether it was throttled on the way.
 */
const settings = JSON.parse(process.argv[2]);
const { databaseUrl, options, turn, processes, perSecond, seconds, warmUpSeconds, jitterMs, stallMs } =
  settings;

const inner = createCloudauthClient({
  endpoint: options.endpoint,
  credentials: options.credentials,
  sandbox: true,
});
const throttledCalls = new Map();
const client = {
  async call(operation, parameters, limits) {
    if (jitterMs > 0) await sleep(Math.random() * jitterMs);
    const response = await inner.call(operation, parameters, limits);
    if (response.httpStatus === 403) throttledCalls.set(parameters.MerchantBizId, true);
    return response;
  },
  close: () => inner.close(),
};

const module = await Test.createTestingModule({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, autoLoadEntities: true, poolSize: 5 }),
    IdVerificationModule.forRoot({ ...options, client }),
  ],
}).compile();
module.useLogger(false);
await module.init();
const service = module.get(IdVerificationService);

async function start() {
  const merchantBizId = newMerchantBizId();
  const startedAt = performance.now();
  const code = await service
    .initialize({ productCode: 'FACE_LIVENESS', merchantBizId, merchantUserId: 'u', metaInfo: '{}' })
    .then(
      () => 'ok',
      (error) => error.code ?? error.name,
    );
  return {
    code,
    began: performance.timeOrigin + startedAt,
    ms: performance.now() - startedAt,
    throttled: throttledCalls.has(merchantBizId),
  };
}

/** Blocks the event loop at intervals, as a garbage collection or a long computation does. */
async function stall(signal) {
  while (!signal.aborted) {
    await sleep(200 + Math.random() * 600);
    for (const until = performance.now() + stallMs; performance.now() < until;);
  }
}

/** Starts at an even rate, in turn with the other processes. */
async function offer(forSeconds) {
  const begin = performance.now() + (turn * 1_000) / (processes * perSecond);
  const starts = [];
  for (let n = 0; n < perSecond * forSeconds; n += 1) {
    await sleep(Math.max(0, begin + (n * 1_000) / perSecond - performance.now()));
    starts.push(start());
  }
  return Promise.all(starts);
}

process.once('message', async () => {
  const stalling = new AbortController();
  if (stallMs > 0) void stall(stalling.signal);
  const ends = await offer(seconds);
  stalling.abort();
  process.send(ends, () => void module.close().then(() => process.exit(0)));
});
// Connections are open and code is compiled before anything is counted.
await offer(warmUpSeconds);
// Whatever the warm-up has set off is over.
await sleep(2_000);
process.send({ ready: true });
