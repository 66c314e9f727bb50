import { newMerchantBizId, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { TelemetryRecorder } from '../support/telemetry/telemetry-recorder.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { HOUR_MS, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

const IDLE: Partial<IdVerificationModuleOptions> = { workers: { enabled: false } };

const DELAY_MS = 500;

const codeOf = (reason: unknown) =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : 'no code';

describe('The library’s telemetry', async () => {
  const stage = await VerdictStage.open('telemetry');
  let recorder: TelemetryRecorder;
  beforeEach(() => {
    recorder = TelemetryRecorder.register();
  });
  afterEach(async () => {
    stage.emulator.clearFaults();
    await stage.clear();
    recorder.unregister();
  });
  afterAll(() => stage.close());

  const started = ({ service }: VerdictHost, merchantBizId = newMerchantBizId(), signal?: AbortSignal) =>
    service.initialize({ ...MINIMAL_REQUEST, merchantBizId }, { ...(signal && { signal }) });

  async function passed(host: VerdictHost, verdict: { passed: 'Y' | 'N'; subCode?: string }): Promise<void> {
    const { merchantBizId, transactionId } = await started(host);
    stage.emulator.finish(transactionId, verdict);
    await stage.clock.advance(MINUTE_MS);
    await host.service.check(merchantBizId);
  }

  /** Advances the clock by the delay once a caller waits for it. */
  async function afterDelay<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = stage.clock.sleeping;
    const working = work();
    await expect.poll(() => stage.clock.sleeping, { interval: 5 }).toBeGreaterThan(before);
    await stage.clock.advance(DELAY_MS);
    return working;
  }

  it('counts and times initializations by result', async () => {
    const host = await stage.host(IDLE);
    const id = newMerchantBizId();
    await started(host, id);
    await started(host, id);
    stage.emulator.inject({
      action: 'Initialize',
      kind: 'vendorCode',
      code: 'Forbidden.RAMUserAccessDenied',
    });
    await started(host).catch(codeOf);
    await started(host, 'no id!').catch(codeOf);

    expect(await recorder.values('id_verification.initialize.duration')).toEqual({
      initialized: 1,
      replayed: 1,
      permission_denied: 1,
      invalid_request: 1,
    });
  });

  it('counts verdicts by reason, and times those of the vendor', async () => {
    const host = await stage.host(IDLE);
    await passed(host, { passed: 'Y' });
    await passed(host, { passed: 'N', subCode: '205' });
    const { merchantBizId } = await started(host);
    await stage.clock.advance(36 * MINUTE_MS);
    await host.service.check(merchantBizId);

    expect(await recorder.values('id_verification.verdicts')).toEqual({
      'passed verified': 1,
      'failed liveness_risk': 1,
      'expired not_finished': 1,
    });
    const times = await recorder.points('id_verification.time_to_verdict');
    expect(times.map(({ sum }) => sum)).toEqual([60, 60]);
  });

  it('counts abandoned initializations', async () => {
    const host = await stage.host({ retry: false });
    stage.emulator.inject({ action: 'Initialize', kind: 'vendorCode', code: 'SystemError', httpStatus: 500 });
    await started(host).catch(codeOf);
    await stage.clock.advance(HOUR_MS);

    expect(await recorder.values('id_verification.verdicts')).toEqual({ 'rejected never_started': 1 });
  });

  it('times vendor calls by operation and error, and counts retries', async () => {
    const host = await stage.host({ ...IDLE, retry: { initialDelayMs: DELAY_MS } });
    const { merchantBizId } = await started(host);
    stage.emulator.inject({
      action: 'CheckResult',
      kind: 'vendorCode',
      code: 'SystemError',
      httpStatus: 500,
    });
    await afterDelay(() => host.service.check(merchantBizId));

    expect(await recorder.values('id_verification.vendor.call.duration')).toEqual({
      Initialize: 1,
      'CheckResult vendor_failed': 1,
      'CheckResult process_not_completed': 1,
    });
    expect(await recorder.values('id_verification.vendor.retries')).toEqual({
      'CheckResult vendor_failed': 1,
    });
  });

  it('times waits for permits, and counts aborted waits and slow-downs', async () => {
    const rateLimit = { account: 'waiting', perSecond: 1 };
    const host = await stage.host({ ...IDLE, rateLimit, retry: false });
    const before = stage.clock.sleeping;
    stage.emulator.inject({ action: 'Initialize', kind: 'throttling' });
    const throttled = await started(host).catch(codeOf);
    const abortController = new AbortController();
    const waiting = [1, 2].map(() => started(host, newMerchantBizId(), abortController.signal).catch(codeOf));
    await expect.poll(() => stage.clock.sleeping, { interval: 5 }).toBe(before + waiting.length);
    abortController.abort();

    expect([throttled, ...(await Promise.all(waiting))]).toEqual(['throttled', 'aborted', 'aborted']);
    expect(await recorder.values('id_verification.rate_limit.slow_downs')).toEqual({ Initialize: 1 });
    expect(await recorder.values('id_verification.rate_limit.wait')).toEqual({
      'Initialize granted': 1,
      'Initialize aborted': 2,
    });
  });

  it('counts callers refused by a full queue', async () => {
    const host = await stage.host({
      ...IDLE,
      rateLimit: { account: 'used-up', perSecond: 1 },
      deadlineMs: 1_000,
      requestTimeoutMs: 1_000,
    });
    const known = newMerchantBizId();
    await started(host, known);

    // The first finds the queue full, the second is refused before it queues; a stored response is replayed.
    expect(await started(host).catch(codeOf)).toBe('rate_limited');
    expect(await started(host).catch(codeOf)).toBe('rate_limited');
    await started(host, known);

    expect(await recorder.values('id_verification.rate_limit.wait')).toEqual({
      'Initialize granted': 1,
      'Initialize rate_limited': 2,
    });
  });

  it('counts deliveries', async () => {
    const host = await stage.host();
    await passed(host, { passed: 'Y' });
    await stage.clock.advance(1_000);

    expect(await recorder.values('id_verification.deliveries')).toEqual({ 'recorder delivered': 1 });
  });

  it('counts erasures by the vendor’s deletion state', async () => {
    const host = await stage.host();
    const { merchantBizId, transactionId } = await started(host);
    stage.emulator.finish(transactionId, { passed: 'Y' });
    await host.service.check(merchantBizId);
    await stage.clock.advance(1_000);
    await host.service.erase(merchantBizId);

    expect(await recorder.values('id_verification.erasures')).toEqual({ deleted: 1 });
  });

  it('traces an initialization down to each attempt at the vendor, by codes and without messages', async () => {
    const host = await stage.host({ ...IDLE, retry: { initialDelayMs: DELAY_MS } });
    stage.emulator.inject({ action: 'Initialize', kind: 'vendorCode', code: 'SystemError', httpStatus: 500 });
    const merchantBizId = newMerchantBizId();
    await afterDelay(() => started(host, merchantBizId));

    const [first, second, start] = recorder.spans();
    expect(start).toMatchObject({
      name: 'id_verification.initialize',
      attributes: { 'id_verification.merchant_biz_id': merchantBizId },
      status: { code: 0 },
    });
    const parent = { spanId: start?.spanContext().spanId };
    expect([first, second]).toMatchObject([
      {
        name: 'id_verification.vendor.call',
        parentSpanContext: parent,
        attributes: {
          'id_verification.vendor.operation': 'Initialize',
          'id_verification.vendor.attempt': 1,
          'error.type': 'vendor_failed',
        },
        status: { code: 2 },
        events: [],
      },
      { parentSpanContext: parent, attributes: { 'id_verification.vendor.attempt': 2 } },
    ]);
  });

  it('traces a check and a delivery', async () => {
    const host = await stage.host();
    await passed(host, { passed: 'Y' });
    await stage.clock.advance(1_000);

    expect(recorder.spans('id_verification.check').at(-1)?.attributes).toMatchObject({
      'id_verification.status': 'passed',
      'id_verification.reason': 'verified',
    });
    expect(recorder.spans('id_verification.deliver').map(({ attributes }) => attributes)).toMatchObject([
      { 'id_verification.handler': 'recorder' },
    ]);
  });

  it('exports its version', async () => {
    await stage.host(IDLE);

    const versions = await recorder.values('id_verification.build.info');
    expect(Object.entries(versions)).toEqual([[expect.stringMatching(/^\d+\.\d+\.\d+/), 1]]);
  });

  it('exports the connection pool, with the requests that wait for a connection', async () => {
    const host = await stage.host(IDLE, { poolSize: 2 });
    // The health report, which is reused from now on, takes a connection too.
    await recorder.points();
    const [first, second, third] = [1, 2, 3].map(() => host.dataSource.createQueryRunner());
    await Promise.all([first?.connect(), second?.connect()]);
    const waiting = third?.connect();

    const pool = async () => ({
      ...(await recorder.values('db.client.connection.count')),
      max: await recorder.values('db.client.connection.max'),
      waiting: await recorder.values('db.client.connection.pending_requests'),
    });
    expect(await pool()).toEqual({
      'default idle': 0,
      'default used': 2,
      max: { default: 2 },
      waiting: { default: 1 },
    });

    await first?.release();
    await waiting;
    await Promise.all([second?.release(), third?.release()]);

    expect(await pool()).toMatchObject({ 'default idle': 2, 'default used': 0, waiting: { default: 0 } });
  });

  it('queries the database once in five seconds, however often metrics are collected', async () => {
    const host = await stage.host(IDLE);
    const queries = () => host.statements.matching(/lastVendorSuccessAt/);
    for (let times = 0; times < 10; times += 1) await recorder.points();
    expect(queries()).toBe(1);

    await stage.clock.advance(5_000);
    await recorder.points();

    expect(queries()).toBe(2);
  });

  it('exports the health report as gauges, with problems by severity', async () => {
    const host = await stage.host(IDLE);
    await started(host);
    await stage.clock.advance(HOUR_MS);

    expect(await recorder.values('id_verification.backlog.age')).toEqual({ '': 58 * 60 });
    expect(await recorder.values('id_verification.health.problem')).toMatchObject({
      backlog_late: 2,
      handlers_inactive: 1,
      database_down: 0,
    });
    expect(await recorder.values('id_verification.circuit_breaker.state')).toEqual({
      closed: 1,
      open: 0,
      'half-open': 0,
      off: 0,
    });
  });

  it('makes no queries after close', async () => {
    const host = await stage.host(IDLE);
    await host.close();

    expect(await recorder.points('id_verification.database.up')).toEqual([]);
  });
});
