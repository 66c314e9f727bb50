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
 * One process of several that start verifications at a fixed rate, whatever becomes of them. It begins when it is told
 * to, and tells how each start ended: its code, after how long, and whether it was repeated.
 */
const { databaseUrl, options, perSecond, seconds, jitterMs, stallMs } = JSON.parse(process.argv[2]);

const inner = createCloudauthClient({
  endpoint: options.endpoint,
  credentials: options.credentials,
  sandbox: true,
});
const throttledCalls = new Map();
const client = {
  async call(operation, parameters, limits) {
    if (jitterMs > 0) await sleep(Math.random() * jitterMs);
    const answer = await inner.call(operation, parameters, limits);
    if (answer.httpStatus === 403) throttledCalls.set(parameters.MerchantBizId, true);
    return answer;
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
    at: startedAt,
    code,
    ms: performance.now() - startedAt,
    throttled: throttledCalls.has(merchantBizId),
  };
}

/** Blocks the event loop now and then, as a garbage collection or a long computation does. */
async function stall(signal) {
  while (!signal.aborted) {
    await sleep(200 + Math.random() * 600);
    for (const until = performance.now() + stallMs; performance.now() < until;);
  }
}

process.once('message', async () => {
  const stalling = new AbortController();
  if (stallMs > 0) void stall(stalling.signal);
  const begin = performance.now();
  const starts = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    await sleep(Math.max(0, begin + (n * 1_000) / perSecond - performance.now()));
    starts.push(start());
  }
  const ends = await Promise.all(starts);
  stalling.abort();
  process.send(
    ends.map((end) => ({ ...end, at: end.at - begin })),
    () => void module.close().then(() => process.exit(0)),
  );
});
// Connections are open and code is compiled before anything is counted.
for (let n = 0; n < 5; n += 1) await start();
process.send({ ready: true });
