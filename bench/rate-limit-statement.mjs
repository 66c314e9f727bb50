/*
 * What one permit costs: the statement alone, from several connections at once; and the read of the queue by which most
 * callers are refused.
 *
 *   node bench/rate-limit-statement.mjs [--connections 8] [--seconds 5] [--prepared 0]
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { ms, p50, p99, print } from './support/figures.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

// The statement is no part of the package's surface.
const inside = createRequire(new URL('../libs/id-verification/dist/index.js', import.meta.url));
const { RateLimitStore } = inside('./storage/rate-limit.store.js');
const { SqlClient } = inside('./storage/sql.client.js');

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '5' },
    prepared: { type: 'string', default: '0' },
  },
});
const [connections, seconds] = [Number(values.connections), Number(values.seconds)];

const database = await scratchDatabase();
const dataSource = await new DataSource({
  type: 'postgres',
  url: database.url,
  poolSize: connections,
}).initialize();
const clock = { databaseNow: () => null };
const store = new RateLimitStore(
  new SqlClient(dataSource, clock, {
    instance: 'bench',
    statementTimeoutMs: 30_000,
    preparedStatements: values.prepared === '1',
  }),
);

const key = { account: 'bench', endpoint: 'bench', operation: 'bench' };
await store.ensure(key, { perSecond: 50, windowMs: 1_040 });

/** Each connection repeats the call at once and waits for no permit. */
async function measure(title, ask) {
  const took = [];
  const until = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        const began = performance.now();
        await ask();
        took.push(performance.now() - began);
      }
    }),
  );
  print(`${title}, ${connections} connections on one row`, {
    'a second': Math.round(took.length / seconds),
    'p50 / p99': [p50, p99].map((of) => ms(of(took))).join(' / '),
  });
}

await measure('a permit acquired', () => store.acquire(key, false, 1e12));
await measure('a permit refused', () => store.acquire(key, false, -1));
await measure('a read of the queue', () => store.waitMs(key));
await dataSource.destroy();
await database.drop();
