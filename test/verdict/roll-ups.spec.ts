import type { TestingModule } from '@nestjs/testing';
import * as fc from 'fast-check';
import { IdVerificationService } from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ErasureStore } from '../../libs/id-verification/dist/storage/erasure.store.js';
import { FollowUpStore } from '../../libs/id-verification/dist/storage/follow-up.store.js';
import { InitializeStore } from '../../libs/id-verification/dist/storage/initialize.store.js';
import { RollUpStore } from '../../libs/id-verification/dist/storage/roll-up.store.js';
import { VerificationStore } from '../../libs/id-verification/dist/storage/verification.store.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { compileHost } from '../support/host/host-module.js';
import { emulatorOptions } from '../support/host/library-host.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const NOON = new Date('2026-06-10T12:00:00Z');

/** What a row may be: each status, with a drop-off reason that is still to be read, and of a refusal. */
const KINDS = {
  passed: { status: 'PASSED', reason: 'verified' },
  failed: { status: 'FAILED', reason: 'liveness_risk' },
  expired: { status: 'EXPIRED', reason: 'not_finished', isExplained: true },
  unexplained: { status: 'EXPIRED', reason: 'not_finished', isExplained: false },
  rejected: { status: 'REJECTED', reason: 'refused' },
  pending: { status: 'PENDING' },
  initializing: { status: 'INITIALIZING' },
} as const satisfies Record<string, { status: string; reason?: string; isExplained?: boolean }>;

interface Row {
  readonly kind: keyof typeof KINDS;
  readonly ageMs: number;
  readonly seconds: number;
}

const INSERT = `INSERT INTO id_verification (id, instance, merchant_biz_id, transaction_id, merchant_user_id, hash_key_id,
    request_fingerprint, product_code, security_level, status, reason, next_check_at, initialize_started_at, expires_at,
    completed_at, next_follow_up_at, created_at, updated_at)
  SELECT id::uuid, 'default', left(replace(id, '-', ''), 32), id, 'user', 'k1', 'f', 'FACE_LIVENESS', '02', status, reason,
    at, at, at, CASE WHEN status NOT IN ('PENDING', 'INITIALIZING') THEN at + seconds * interval '1 s' END,
    CASE WHEN is_open THEN at END, at, at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::float8[], $6::bool[])
    AS given (id, status, reason, at, seconds, is_open)`;

interface Made {
  readonly createdAt: Date;
  readonly status: string;
  readonly reason: string | null;
  readonly dropOffReason: string | null;
  readonly dropOffPage: string | null;
  readonly seconds: number | null;
}

/** Every row, for what the statistics should be. */
const ROWS = `SELECT created_at AS "createdAt", status, reason, drop_off_reason AS "dropOffReason",
    drop_off_page AS "dropOffPage",
    CASE WHEN status IN ('PASSED', 'FAILED') THEN round(extract(epoch FROM completed_at - initialize_started_at))::int END
      AS seconds
  FROM id_verification`;

function countOf(
  rows: readonly Made[],
  property: 'status' | 'reason' | 'dropOffReason' | 'dropOffPage',
): Record<string, number> {
  const values = rows.flatMap((row) => row[property] ?? []);
  return Object.fromEntries(
    [...new Set(values)].map((value) => [value, values.filter((one) => one === value).length]),
  );
}

/** Interpolated between the two nearest values. */
function quantilesOf(rows: readonly Made[]): unknown {
  const sorted = rows.flatMap(({ seconds }) => seconds ?? []).sort((a, b) => a - b);
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
    if (below === undefined || above === undefined) return undefined;
    return expect.closeTo(below + (above - below) * (position % 1), 6);
  };
  return { median: at(0.5), p95: at(0.95) };
}

describe('Statistics with roll-ups', () => {
  let database: TestDatabase;
  let module: TestingModule;
  let dataSource: DataSource;
  let service: IdVerificationService;
  const clock = new TestClock(NOON);
  beforeAll(async () => {
    database = await createTestDatabase('roll_ups');
    const options = { ...emulatorOptions('http://127.0.0.1:1'), workers: { enabled: false } };
    module = await compileHost(database.url, options, { clock, poolSize: 8 });
    await module.init();
    dataSource = module.get(DataSource);
    service = module.get(IdVerificationService);
  });
  afterEach(clear);
  afterAll(async () => {
    await module.close();
    await database.drop();
  });

  /** No rows, at noon of a later day. */
  async function clear(): Promise<void> {
    await dataSource.query(
      'TRUNCATE id_verification, id_verification_roll_up, id_verification_roll_up_change CASCADE',
    );
    clock.advance(DAY_MS - ((clock.now().getTime() - NOON.getTime()) % DAY_MS));
  }

  async function insert(rows: readonly Row[]): Promise<void> {
    const of = rows.map(({ kind, ageMs, seconds }) => {
      const known: { status: string; reason?: string; isExplained?: boolean } = KINDS[kind];
      const at = new Date(clock.now().getTime() - ageMs).toISOString();
      return [
        randomUUID(),
        known.status,
        known.reason ?? null,
        at,
        seconds,
        known.isExplained === false,
      ] as const;
    });
    await dataSource.query(
      INSERT,
      [0, 1, 2, 3, 4, 5].map((index) => of.map((row) => row[index])),
    );
  }

  /** One row of a status, for a change. */
  async function pick(status: string): Promise<{ id: string; merchant_biz_id: string } | undefined> {
    const [row] = await dataSource.query(
      'SELECT id, merchant_biz_id FROM id_verification WHERE status = $1 ORDER BY merchant_biz_id LIMIT 1',
      [status],
    );
    return row;
  }

  const rollUp = () => module.get(RollUpStore).rollUp(30);

  const CHANGES = {
    rollUp,
    erase: async () => {
      const row = await pick('PASSED');
      if (row === undefined) return;
      await module.get(ErasureStore).request(randomUUID(), row.merchant_biz_id, 'hash', false, 1_000);
      await module.get(ErasureStore).wipe();
    },
    purge: () => module.get(ErasureStore).purge({ days: 2 }, 3),
    end: async () => {
      const row = await pick('PENDING');
      await dataSource.query(
        `UPDATE id_verification SET status = 'PASSED', reason = 'verified', completed_at = created_at + interval '9 s'
          WHERE id = $1`,
        [row?.id],
      );
    },
    explain: async () => {
      const [row] = await dataSource.query(
        'SELECT id FROM id_verification WHERE next_follow_up_at IS NOT NULL ORDER BY id LIMIT 1',
      );
      const end = { type: 'expiry_explained', dropOffReason: 'user_exit', dropOffPage: 'FACE' } as const;
      if (row !== undefined) await module.get(FollowUpStore).finish(row.id, end);
    },
    retry: async () => {
      const row = await pick('REJECTED');
      const seen = row && (await module.get(VerificationStore).find(row.merchant_biz_id));
      if (seen === undefined) return;
      const lease = { token: randomUUID(), milliseconds: 1_000 };
      const parameters = { productCode: 'FACE_LIVENESS', securityLevel: '02' };
      await module.get(InitializeStore).takeOver(seen, { ...seen, parameters }, lease);
    },
    hour: async () => clock.advance(HOUR_MS),
  };

  async function expectExact(): Promise<void> {
    const range = { from: new Date(clock.now().getTime() - 3 * DAY_MS + 7 * MINUTE_MS), before: clock.now() };
    const all: Made[] = await dataSource.query(ROWS);
    const within = (from: Date, before: Date) =>
      all.filter(({ createdAt }) => createdAt >= from && createdAt < before && createdAt >= range.from);
    const rows = within(range.from, range.before);

    expect(await service.statistics(range)).toMatchObject({
      total: rows.length,
      byStatus: countOf(rows, 'status'),
      byReason: countOf(rows, 'reason'),
      byDropOffReason: countOf(rows, 'dropOffReason'),
      byDropOffPage: countOf(rows, 'dropOffPage'),
      secondsToVerdict: quantilesOf(rows),
    });
    for (const [bucket, length] of [
      ['hour', HOUR_MS],
      ['day', DAY_MS],
    ] as const) {
      for (const { from, total, byStatus, secondsToVerdict } of await service.statisticsOverTime({
        ...range,
        bucket,
      })) {
        const end = new Date(Math.min(from.getTime() + length, range.before.getTime()));
        const own = within(from, end);
        expect(total).toBe(own.length);
        expect(byStatus).toMatchObject(countOf(own, 'status'));
        expect(secondsToVerdict).toEqual(quantilesOf(own));
      }
    }
  }

  const anyRow: fc.Arbitrary<Row> = fc.record({
    kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
    ageMs: fc.integer({ min: 0, max: 3 * DAY_MS }),
    seconds: fc.constantFrom(1, 2, 2.4, 30, 900),
  });
  const anyChange = fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[]));

  it('are those of the rows, whatever changes after and while hours are counted', async () => {
    const property = fc.assert(
      fc
        .asyncProperty(
          fc.array(anyRow, { minLength: 5, maxLength: 40 }),
          fc.array(fc.array(anyChange, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
          async (rows, changes) => {
            await insert(rows);
            while ((await rollUp()) > 0);
            await expectExact();
            for (const together of changes) {
              await Promise.all(together.map((name) => CHANGES[name]()));
              await expectExact();
            }
            while ((await rollUp()) > 0);
            await expectExact();
          },
        )
        .afterEach(clear),
      { numRuns: 8 },
    );

    await expect(property).resolves.toBeUndefined();
  });

  it('read no verification of an hour or day that is counted', async () => {
    await insert([
      { kind: 'passed', ageMs: 40 * HOUR_MS, seconds: 5 },
      { kind: 'passed', ageMs: 30 * HOUR_MS, seconds: 5 },
    ]);
    while ((await rollUp()) > 0);
    const noon = clock.now().getTime();
    const day = { from: new Date(noon - 36 * HOUR_MS), before: new Date(noon - 12 * HOUR_MS) };
    // Not by the library: without a change, a roll-up stands for what was counted.
    await dataSource.query('DELETE FROM id_verification');

    expect(await service.statistics(day)).toMatchObject({ total: 1, byStatus: { PASSED: 1 } });
    expect(await service.statisticsOverTime({ ...day, bucket: 'day' })).toMatchObject([{ total: 1 }]);
    const hours = await service.statisticsOverTime({ ...day, bucket: 'hour' });
    expect(hours.map(({ total }) => total)).toEqual(
      Array.from({ length: 24 }, (_, hour) => (hour === 6 ? 1 : 0)),
    );
    expect(await dataSource.query(`SELECT FROM id_verification_roll_up WHERE bucket = 'day'`)).toHaveLength(
      1,
    );
  });

  it('count an hour only when none of its verifications can change', async () => {
    await insert([
      { kind: 'unexplained', ageMs: 3 * HOUR_MS, seconds: 1 },
      { kind: 'passed', ageMs: 2 * HOUR_MS - 1, seconds: 1 },
    ]);

    const counted = async () =>
      dataSource
        .query('SELECT starts_at FROM id_verification_roll_up ORDER BY 1')
        .then((rows) => rows.length);
    await rollUp();
    expect(await counted()).toBe(1);
    await CHANGES.explain();
    await rollUp();
    expect(await counted()).toBe(2);
    clock.advance(HOUR_MS);
    await rollUp();
    expect(await counted()).toBe(3);
  });

  it('forget the hours of verifications that were purged', async () => {
    await insert([{ kind: 'passed', ageMs: 3 * DAY_MS, seconds: 1 }]);
    while ((await rollUp()) > 0);

    expect(await CHANGES.purge()).toBe(1);
    while ((await rollUp()) > 0);

    const [oldest] = await dataSource.query('SELECT min(starts_at) AS at FROM id_verification_roll_up');
    expect(oldest.at).toEqual(new Date(clock.now().getTime() - 3 * DAY_MS + HOUR_MS));
    expect(await dataSource.query('SELECT FROM id_verification_roll_up_change')).toEqual([]);
  });
});
