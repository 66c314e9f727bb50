import { Client } from 'pg';
import { IdVerificationError, type VerificationHealth } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ResponseReaderService } from '../../libs/id-verification/dist/vendor/response-reader.service.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import { eventually } from '../support/runner/eventually.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

const codes = ({ problems }: VerificationHealth) => problems.map(({ code }) => code);

describe('The health report', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('health_report');
  });
  afterEach(async () => {
    stage.emulator.clearFaults();
    await stage.clear();
    await query('DELETE FROM id_verification_handler; DELETE FROM id_verification_rate_limit');
  });
  afterAll(() => stage.close());

  async function query(sql: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: stage.database.url });
    await client.connect();
    await client.query(sql, values);
    await client.end();
  }

  const IDLE = { workers: { enabled: false } };

  it('is up for an application without any work yet', async () => {
    const { service } = await stage.host();

    expect(await service.health()).toEqual({
      status: 'up',
      problems: [],
      checkedAt: stage.clock.now(),
      database: { status: 'up', error: undefined },
      vendor: {
        circuitBreaker: 'closed',
        failingSince: undefined,
        notUnderstoodAt: undefined,
        clockSkew: 'none',
        lastSuccessAt: undefined,
      },
      work: {
        lastVendorSuccessAt: undefined,
        backlog: { due: 0, oldestMs: 0 },
        deliveries: { pending: 0, oldestMs: 0, deadLettered: 0 },
        evidence: { pending: 0, oldestMs: 0 },
        inactiveHandlers: [],
        overdueVerdicts: { count: 0, nextDeletionAt: undefined },
        rateLimit: [],
      },
    });
  });

  it('reports a response that was not understood as long after a step of the wall clock', async () => {
    const { app, service } = await stage.host(IDLE);
    app
      .get(ResponseReaderService, { strict: false })
      .report('CheckResult', new IdVerificationError('vendor_response_unreadable'));

    stage.clock.step(HOUR_MS);
    const afterStep = codes(await service.health());
    stage.clock.step(-HOUR_MS);
    await stage.clock.advance(31 * MINUTE_MS);

    expect(afterStep).toEqual(['responses_not_understood']);
    expect(codes(await service.health())).not.toContain('responses_not_understood');
  });

  it('costs four statements, one of them for the rate limit', async () => {
    const { service, statements } = await stage.host({ ...IDLE, rateLimit: { perSecond: 5 } });
    await stage.clock.idle();
    const before = statements.statements.length;

    await service.health();

    expect(statements.statements.slice(before)).toHaveLength(4);
  });

  it('contains the last success of the vendor, in this process and in any', async () => {
    const [host, other] = [await stage.host(), await stage.host(IDLE)];
    const startedAt = stage.clock.now();
    const started = await stage.start(host);

    expect((await host.service.health()).vendor.lastSuccessAt).toEqual(startedAt);
    const elsewhere = await other.service.health();
    expect(elsewhere.vendor.lastSuccessAt).toBeUndefined();
    expect(elsewhere.work?.lastVendorSuccessAt).toEqual(startedAt);

    await stage.clock.advance(MINUTE_MS);
    stage.emulator.finish(started.transactionId, { passed: 'Y' });
    await host.service.check(started.merchantBizId);

    expect((await other.service.health()).work?.lastVendorSuccessAt).toEqual(stage.clock.now());
  });

  it('does not count a refusal as a success', async () => {
    const host = await stage.host(IDLE);
    const startedAt = stage.clock.now();
    await stage.start(host);
    await stage.clock.advance(MINUTE_MS);
    stage.emulator.inject({
      action: 'Initialize',
      kind: 'vendorCode',
      code: 'Forbidden.RAMUserAccessDenied',
    });
    await stage.start(host).catch(() => undefined);

    const { vendor, work } = await host.service.health();
    expect([vendor.lastSuccessAt, work?.lastVendorSuccessAt]).toEqual([startedAt, startedAt]);
  });

  it('contains the number of due verifications and their age', async () => {
    const host = await stage.host(IDLE);
    await stage.start(host);
    await stage.start(host);
    await stage.clock.advance(2 * MINUTE_MS);
    expect((await host.service.health()).work?.backlog).toEqual({ due: 2, oldestMs: 0 });

    await stage.clock.advance(31 * MINUTE_MS);

    const health = await host.service.health();
    expect(health.work?.backlog).toEqual({ due: 2, oldestMs: 31 * MINUTE_MS });
    expect(health.status).toBe('down');
    expect(health.problems[0]).toMatchObject({ code: 'backlog_late', severity: 'critical' });
  });

  it('counts pending and dead-lettered deliveries', async () => {
    const host = await stage.host(IDLE);
    const started = await stage.start(host);
    stage.emulator.finish(started.transactionId, { passed: 'Y' });
    await host.service.check(started.merchantBizId);
    await stage.clock.advance(6 * MINUTE_MS);
    const waiting = await host.service.health();
    expect(waiting.work?.deliveries).toEqual({ pending: 1, oldestMs: 6 * MINUTE_MS, deadLettered: 0 });
    expect(codes(waiting)).toEqual(['deliveries_late']);

    await query("UPDATE id_verification_delivery SET state = 'DEAD_LETTERED'");

    const deadLettered = await host.service.health();
    expect(deadLettered.work?.deliveries).toEqual({ pending: 0, oldestMs: 0, deadLettered: 1 });
    expect(codes(deadLettered)).toEqual(['deliveries_dead_lettered']);
  });

  it('names a handler without a heartbeat for 15 minutes', async () => {
    const host = await stage.host(IDLE);
    await stage.clock.advance(15 * MINUTE_MS);
    expect((await host.service.health()).work?.inactiveHandlers).toEqual([]);

    await stage.clock.advance(1);

    const health = await host.service.health();
    expect(health.work?.inactiveHandlers).toEqual(['recorder']);
    expect(codes(health)).toEqual(['handlers_inactive']);
  });

  it('names no handler whose process keeps sending heartbeats', async () => {
    const host = await stage.host();
    for (let minutes = 0; minutes < 45; minutes += 5) await stage.clock.advance(5 * MINUTE_MS);

    expect((await host.service.health()).work?.inactiveHandlers).toEqual([]);
  });

  it('does not overwrite the outcomes that the newest release registered', async () => {
    const host = await stage.host();
    await query("UPDATE id_verification_handler SET outcomes = '{failed}'");
    await stage.clock.advance(5 * MINUTE_MS);

    const rows: unknown = await host.dataSource.query(
      'SELECT outcomes, last_heartbeat_at FROM id_verification_handler',
    );
    expect(rows).toEqual([{ outcomes: ['failed'], last_heartbeat_at: stage.clock.now() }]);
  });

  it('warns a day after a verdict was due, long before the vendor deletes the result', async () => {
    const host = await stage.host(IDLE);
    const endsAt = stage.clock.now().getTime() + 30 * MINUTE_MS;
    await stage.start(host);
    await stage.clock.advanceTo(new Date(endsAt + DAY_MS));
    expect((await host.service.health()).work?.overdueVerdicts.count).toBe(0);

    await stage.clock.advance(1);

    const warned = await host.service.health();
    const nextDeletionAt = new Date(endsAt + 30 * DAY_MS);
    expect(warned.work?.overdueVerdicts).toEqual({ count: 1, nextDeletionAt });
    expect(warned.problems).toContainEqual(
      expect.objectContaining({ code: 'verdicts_overdue', severity: 'warning' }),
    );

    await stage.clock.advanceTo(new Date(endsAt + 23 * DAY_MS + HOUR_MS));

    expect((await host.service.health()).problems).toContainEqual(
      expect.objectContaining({ code: 'verdicts_overdue', severity: 'critical' }),
    );
  });

  it('contains the used share of the rate limit, and the pace after throttled calls', async () => {
    const host = await stage.host({ ...IDLE, rateLimit: { perSecond: 10 }, retry: false });
    await stage.start(host);
    await stage.start(host);
    expect((await host.service.health()).work?.rateLimit).toEqual([
      { operation: 'Initialize', perSecond: 10, used: 2, waiting: 0, slowedDown: false, pacePerSecond: 10 },
    ]);

    stage.emulator.inject({ action: 'Initialize', kind: 'throttling' });
    await stage.start(host).catch(() => undefined);

    const health = await host.service.health();
    expect(health.work?.rateLimit).toEqual([expect.objectContaining({ used: 3, slowedDown: true })]);
    expect(health.work?.rateLimit[0]?.pacePerSecond).toBeLessThan(9.5);
    expect(codes(health)).toEqual(['rate_limit_slowed_down']);

    await stage.clock.advance(5 * MINUTE_MS);

    expect((await host.service.health()).work?.rateLimit).toEqual([
      expect.objectContaining({ used: 0, slowedDown: false, pacePerSecond: 10 }),
    ]);
  });

  it('neither calls the vendor nor uses a permit', async () => {
    const host = await stage.host({ ...IDLE, rateLimit: { perSecond: 1 } });
    await stage.start(host);
    const vendorCalls = stage.emulator.requests().length;

    for (let times = 0; times < 20; times += 1) await host.service.health();

    expect(stage.emulator.requests()).toHaveLength(vendorCalls);
    expect((await host.service.health()).work?.rateLimit).toMatchObject([{ used: 1, waiting: 0 }]);
  });

  it('covers its own instance only', async () => {
    const host = await stage.host(IDLE);
    await stage.start(host);
    await query("UPDATE id_verification SET instance = 'another'");
    await stage.clock.advance(HOUR_MS);

    expect((await host.service.health()).work).toMatchObject({
      backlog: { due: 0 },
      lastVendorSuccessAt: undefined,
    });
  });

  it('reports an unreachable database without delay, and the state of this process', async () => {
    const cable = await DatabaseCable.to(stage.database.url);
    const host = await stage.host(IDLE, { databaseUrl: cable.url });
    await stage.start(host);
    await cable.cut();

    const health = await host.service.health();

    expect([health.status, ...codes(health)]).toEqual(['down', 'database_down']);
    expect(health.database).toEqual({ status: 'down', error: expect.stringMatching(/^\w+$/) });
    expect(health.vendor.lastSuccessAt).toEqual(stage.clock.now());
    expect(health.work).toBeUndefined();
  });

  it('times out on a database that hangs, and queries it once for concurrent reports', async () => {
    const host = await stage.host(IDLE, { poolSize: 3 });
    const blocker = new Client({ connectionString: stage.database.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE id_verification_handler');

    const looks = await Promise.all(Array.from({ length: 10 }, () => host.service.health({ timeoutMs: 50 })));
    const waiting = async (): Promise<number | null> => {
      const { rowCount } = await blocker.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rowCount;
    };
    await eventually(async () => (await waiting()) !== 0);
    const asking = await waiting();
    await blocker.query('ROLLBACK');
    await blocker.end();

    expect(looks.map(({ database }) => database.error)).toEqual(Array.from({ length: 10 }, () => 'timeout'));
    expect(asking).toBe(1);
    expect((await host.service.health()).database.status).toBe('up');
  });
});
