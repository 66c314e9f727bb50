import { parseArgs } from 'node:util';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdVerificationModule, IdVerificationService } from 'nestjs-id-verification';
import { ms, p50, print } from './support/figures.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/* How long statistics of 90 days take among the verifications of a year, with roll-ups and without. */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
const DAY_MS = 86_400_000;

/** Verifications that ended in the last year, with the indexes that statistics read; the others would only slow the insertion. */
const FILL = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT indexname FROM pg_indexes WHERE tablename = 'id_verification' AND indexname LIKE 'ix%'
      AND indexname NOT IN ('ix_id_verification_newest', 'ix_id_verification_follow_up') LOOP
      EXECUTE format('DROP INDEX %I', name);
    END LOOP;
  END $$;
  INSERT INTO id_verification (id, instance, merchant_biz_id, transaction_id, merchant_user_id, hash_key_id,
    request_fingerprint, product_code, security_level, status, reason, drop_off_reason, next_check_at,
    initialize_started_at, expires_at, completed_at, created_at, updated_at)
  SELECT gen_random_uuid(), 'default', 'v' || i, 't' || i, md5((i / 3)::text), 'k1', md5(i::text), 'FACE_LIVENESS', '02',
    status, CASE status WHEN 'PASSED' THEN 'verified' WHEN 'FAILED' THEN 'liveness_risk' ELSE 'not_finished' END,
    CASE status WHEN 'EXPIRED' THEN 'user_exit' END, at, at, at, at + (5 + i::bigint * 7919 % 600) * interval '1 s', at, at
  FROM (SELECT i, (ARRAY['PASSED', 'PASSED', 'PASSED', 'FAILED', 'EXPIRED'])[1 + i % 5] AS status,
    now() - i * (365.0 / ${rows}) * interval '1 day' AS at FROM generate_series(1, ${rows}) AS i) AS made;`;

const database = await scratchDatabase();
const module = await Test.createTestingModule({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: database.url,
      autoLoadEntities: true,
      poolSize: 2,
    }),
    IdVerificationModule.forRoot({
      credentials: { accessKeyId: 'bench', accessKeySecret: 'bench' },
      hashKeys: [{ id: 'bench', secret: 'key-of-a-bench-0123456789abcdefgh' }],
      endpoint: 'http://127.0.0.1:1',
      sandbox: true,
      workers: { enabled: false },
      statementTimeoutMs: 300_000,
    }),
  ],
}).compile();
module.useLogger(false);
try {
  await module.init();
  const service = module.get(IdVerificationService);
  await database.query(FILL);
  await database.query('VACUUM ANALYZE');

  const before = new Date();
  const range = { from: new Date(before.getTime() - 90 * DAY_MS), before };
  const calls = {
    statistics: () => service.statistics(range),
    'statistics by day': () => service.statisticsOverTime({ ...range, bucket: 'day' }),
    'statistics of 40 days by hour': () =>
      service.statisticsOverTime({ from: new Date(before.getTime() - 40 * DAY_MS), before, bucket: 'hour' }),
  };
  const measured = async () => {
    const figures = {};
    for (const [name, call] of Object.entries(calls)) {
      const took = [];
      let result;
      for (let round = 0; round < rounds; round += 1) {
        const startedAt = performance.now();
        result = await call();
        took.push(performance.now() - startedAt);
      }
      figures[name] = { ms: p50(took), result: JSON.stringify(result) };
    }
    return figures;
  };
  const without = await measured();
  const startedAt = performance.now();
  while (!(await service.runDueWork({ budgetMs: 600_000 })).completed);
  const rollUpMs = performance.now() - startedAt;
  await database.query('VACUUM ANALYZE');
  const rolledUp = await measured();
  for (const name of Object.keys(calls)) {
    if (without[name].result !== rolledUp[name].result) throw new Error(`${name} differs with roll-ups`);
  }
  const lines = Object.keys(calls).map((name) => [
    name,
    `${ms(rolledUp[name].ms)}, without roll-ups ${ms(without[name].ms)}`,
  ]);
  print(
    `${rows} verifications of a year; the roll-up of all took ${(rollUpMs / 1_000).toFixed(1)} s`,
    Object.fromEntries(lines),
  );
  if (values.json) {
    const results = Object.keys(calls).map((name) => ({
      name,
      ms: rolledUp[name].ms,
      withoutRollUpsMs: without[name].ms,
    }));
    process.stdout.write(`${JSON.stringify({ bench: 'statistics', rows, rollUpMs, results })}\n`);
  }
} finally {
  await module.close();
  await database.drop();
}
