import type {
  CloudauthClient,
  EvidenceOwner,
  EvidenceSink,
  IdVerificationModuleOptions,
  VerificationEvidence,
} from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLOUDAUTH_CLIENT } from '../../libs/id-verification/dist/vendor/create-cloudauth-client.js';
import { SAFEGUARDS } from '../support/host/library-host.js';
import { eventually } from '../support/runner/eventually.js';
import { rowOf, DAY_MS, MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';

/** A sink that records what it is called with, and fails as often as a test wants. */
class RecordingSink implements EvidenceSink {
  readonly received: { readonly owner: EvidenceOwner; readonly evidence: VerificationEvidence }[] = [];
  failures = 0;
  calls = 0;

  async receive(owner: EvidenceOwner, evidence: VerificationEvidence): Promise<void> {
    this.calls += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new TypeError('no room for the image');
    }
    this.received.push({ owner, evidence });
  }
}

const videoOf = ({ evidence }: { evidence: VerificationEvidence }) =>
  String(evidence.fields.ExtFaceInfo?.['videoUrl']);

describe('Evidence', () => {
  let stage: VerdictStage;
  let sink: RecordingSink;
  beforeAll(async () => {
    stage = await VerdictStage.open('evidence');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  async function host(options: Partial<IdVerificationModuleOptions> = {}): Promise<VerdictHost> {
    sink = new RecordingSink();
    return stage.host({ ...SAFEGUARDS, evidenceSink: sink, ...options }, { port: stage.callbackPort });
  }

  const withVideo = (on: VerdictHost) => stage.start(on, { docVideo: 'Y' });

  const isMarked = async (on: VerdictHost, one: Started) =>
    (await rowOf(on, one))['next_follow_up_at'] !== null;

  it.each([
    ['check()', (on: VerdictHost, { merchantBizId }: Started) => on.service.check(merchantBizId)],
    [
      'a callback',
      (on: VerdictHost, { transactionId, callbackToken }: Started) =>
        stage.call(on, `?transactionId=${transactionId}&callbackToken=${callbackToken}`),
    ],
    ['the worker', () => stage.clock.advance(2 * MINUTE_MS)],
  ])('reaches the sink at once with a verdict found by %s, from one vendor call', async (_, find) => {
    const on = await host();
    const one = await withVideo(on);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await find(on, one);

    await eventually(async () => sink.received.length === 1 && !(await isMarked(on, one)));
    const [received] = sink.received;
    expect(received?.owner).toMatchObject({ ...idsOf(one), status: 'PASSED', metadata: {} });
    expect(received?.evidence.faceImage?.length).toBeGreaterThan(100);
    const video = await fetch(videoOf(received!));
    expect(await video.text()).toContain(one.transactionId);
    expect(stage.asked(one)).toBe(1);
  });

  it('is retried with backoff while the sink fails, and the outcome does not wait for it', async () => {
    const on = await host();
    sink.failures = 3;
    const one = await withVideo(on);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await on.service.check(one.merchantBizId);
    await stage.clock.advance(1_000);
    await eventually(() => on.outcomes.length === 1);

    await eventually(async () => {
      await stage.clock.advance(10_000);
      return sink.received.length === 1 && !(await isMarked(on, one));
    });

    expect(sink.calls).toBe(4);
    expect(videoOf(sink.received[0]!)).toContain(one.transactionId);
    expect(JSON.stringify(stage.log.lines)).toContain('evidence_failed');
    expect(JSON.stringify(stage.log.lines)).not.toContain('no room');
  });

  it('is fetched again by another process where the one that stored the verdict hands nothing over', async () => {
    const never: EvidenceSink = { receive: () => new Promise(() => undefined) };
    const first = await stage.host({
      evidenceSink: never,
      workers: { enabled: false },
      delivery: { timeoutMs: 100 },
    });
    const one = await withVideo(first);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await first.service.check(one.merchantBizId);
    const second = await host();

    await eventually(async () => {
      await stage.clock.advance(10_000);
      return sink.received.length === 1 && !(await isMarked(second, one));
    });

    expect(videoOf(sink.received[0]!)).toContain(one.transactionId);
  });

  it.each([
    ['docVideo', 'Y', 1],
    ['docVideo', 'N', 0],
    ['always', 'N', 1],
    ['never', 'Y', 0],
  ] as const)(
    'is requested with the option %s and DocVideo=%s: %i times',
    async (evidence, docVideo, times) => {
      const on = await host({ evidence, workers: { enabled: false } });
      const one = await stage.start(on, { docVideo });
      stage.emulator.finish(one.transactionId, { passed: 'N' });

      await on.service.check(one.merchantBizId);

      await eventually(async () => sink.received.length === times && !(await isMarked(on, one)));
      const asked = stage.emulator.requests({ action: 'CheckResult' }).at(-1)?.parameters['IsReturnImage'];
      expect(asked).toBe(times === 1 ? 'Y' : 'N');
    },
  );

  it.each([
    ['check() of a pending verification', false],
    ['check() of one that has ended', true],
  ])('lacks a face image that is too large, and the verdict does not: %s', async (_, hasEnded) => {
    const on = await host({ workers: { enabled: false } });
    const one = await stage.start(on);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    if (hasEnded) await on.service.check(one.merchantBizId);
    const before = stage.asked(one);
    const ExtFaceInfo = JSON.stringify({ faceImg: 'A'.repeat(17 * 1024 * 1024) });
    stage.emulator.inject({ kind: 'mergeBody', body: { Result: { ExtFaceInfo } }, action: 'CheckResult' });

    const { status, evidence } = await on.service.check(one.merchantBizId, { evidence: true });

    expect(status).toBe('PASSED');
    expect(evidence).toMatchObject({ faceImage: undefined });
    expect(stage.asked(one) - before).toBe(2);
    expect(JSON.stringify(stage.log.lines)).toContain('face_image_too_large');
  });

  it('costs one deadline together with the repetition for an image that is too large', async () => {
    const on = await host({ workers: { enabled: false }, deadlineMs: 15_000, requestTimeoutMs: 10_000 });
    const one = await stage.start(on);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    const ExtFaceInfo = JSON.stringify({ faceImg: 'A'.repeat(17 * 1024 * 1024) });
    stage.emulator.inject({ kind: 'mergeBody', body: { Result: { ExtFaceInfo } }, action: 'CheckResult' });
    const client: CloudauthClient = on.app.get(CLOUDAUTH_CLIENT, { strict: false });
    const call = client.call.bind(client);
    const timeouts: number[] = [];
    client.call = (operation, parameters, options) => {
      timeouts.push(options.timeoutMs);
      return call(operation, parameters, options).finally(() => void stage.clock.advance(12_000));
    };

    await on.service.check(one.merchantBizId, { evidence: true });

    expect(timeouts).toEqual([10_000, 3_000]);
  });

  it('is reported in health after 15 minutes, and as lost once the vendor has deleted it', async () => {
    const on = await host();
    sink.failures = Number.POSITIVE_INFINITY;
    const one = await withVideo(on);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await on.service.check(one.merchantBizId);

    await stage.clock.advance(16 * MINUTE_MS);
    const { problems, work } = await on.service.health();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'evidence_late', severity: 'critical' }));
    expect(work?.evidence).toMatchObject({ pending: 1 });

    await stage.clock.advance(31 * DAY_MS);
    await eventually(async () => {
      await stage.clock.advance(6 * 60 * MINUTE_MS);
      return !(await isMarked(on, one));
    });
    expect(JSON.stringify(stage.log.lines)).toContain('evidence_lost');
    expect((await on.service.health()).work?.evidence.pending).toBe(0);
  });

  it('is reported as lost, and purged, by a host that has no sink any more', async () => {
    const before = await host({ workers: { enabled: false } });
    sink.failures = 1;
    const one = await withVideo(before);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await before.service.check(one.merchantBizId);
    await eventually(() => sink.calls === 1);
    await stage.stopHosts();
    const on = await stage.host({ retentionDays: 1 });

    await stage.clock.advance(29 * DAY_MS);
    expect(await isMarked(on, one)).toBe(true);
    await stage.clock.advance(DAY_MS);
    await stage.clock.advance(60 * MINUTE_MS);

    await expect(on.service.get(one.merchantBizId)).rejects.toMatchObject({ code: 'not_found' });
    const lost = stage.log.lines.find((line) => JSON.stringify(line).includes('evidence_lost'));
    expect(JSON.stringify(lost)).toContain(`merchantBizId=${one.merchantBizId} reason=no_sink`);
  });
});

describe('The reason of an expiry', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('drop_off');
    host = await stage.host(SAFEGUARDS);
  });
  afterAll(() => stage.close());

  it('is read once from the vendor’s log 30 minutes after the expiry, stored, and counted', async () => {
    const from = stage.clock.now();
    const [left, idle] = [await stage.start(host), await stage.start(host)];
    const canceled = await stage.start(host);
    await host.service.cancel(canceled.merchantBizId);
    stage.emulator.leave(left.transactionId);
    await stage.clock.advance(35 * MINUTE_MS);
    await stage.clock.advance(20 * MINUTE_MS);
    const logs = () => stage.emulator.requests({ action: 'CheckVerifyLog' }).length;
    expect([(await stage.state(host, left)).reason, logs()]).toEqual(['not_finished', 0]);

    await stage.clock.advance(6 * MINUTE_MS);

    await eventually(async () => (await stage.state(host, idle)).dropOffReason === 'not_started');
    expect(await stage.state(host, left)).toMatchObject({ dropOffReason: 'user_exit', dropOffPage: 'FACE' });
    expect(await stage.state(host, canceled)).toMatchObject({ dropOffReason: undefined });
    await stage.clock.advance(DAY_MS);
    expect(logs()).toBe(2);
    expect(await host.service.statistics({ from, before: stage.clock.now() })).toMatchObject({
      byDropOffReason: { user_exit: 1, not_started: 1 },
      byDropOffPage: { FACE: 1 },
    });
  });

  const logCalls = () => stage.emulator.requests({ action: 'CheckVerifyLog' });
  const explanation = async ({ merchantBizId }: Started) =>
    (await host.service.history(merchantBizId)).find(({ type }) => type.startsWith('expiry_'));
  async function expired(): Promise<Started> {
    const one = await stage.start(host);
    await stage.clock.advance(35 * MINUTE_MS);
    return one;
  }

  it('is requested again after a failure, for longer than an outage lasts', async () => {
    const one = await expired();
    const refusal = { kind: 'vendorCode', action: 'CheckVerifyLog', httpStatus: 403 } as const;
    stage.emulator.inject({ ...refusal, code: 'Forbidden.RAMUserAccessDenied' });
    stage.emulator.inject({ kind: 'resetBeforeResponse', action: 'CheckVerifyLog', times: 8 });

    await eventually(async () => {
      await stage.clock.advance(30 * MINUTE_MS);
      return (await explanation(one)) !== undefined;
    });

    expect(await explanation(one)).toMatchObject({ type: 'expiry_explained', code: 'not_started' });
    expect(await stage.state(host, one)).toMatchObject({ dropOffReason: 'not_started' });
  });

  it.each([
    ['the vendor does not know the verification', 'TransactionIdInvalid', 'transaction_invalid', 1],
    ['twenty attempts have failed', 'InternalError', 'vendor_failed', 20],
  ])('stays unknown, which the history tells, if %s', async (_, code, libraryCode, times) => {
    const one = await expired();
    const before = logCalls().length;
    stage.emulator.inject({ kind: 'vendorCode', action: 'CheckVerifyLog', code, times: 'forever' });

    await eventually(async () => {
      await stage.clock.advance(6 * 60 * MINUTE_MS);
      return (await explanation(one)) !== undefined;
    });
    stage.emulator.clearFaults();
    await stage.clock.advance(DAY_MS);

    expect(await explanation(one)).toMatchObject({
      type: 'expiry_unexplained',
      code: libraryCode,
      requestId: logCalls().at(-1)?.requestId,
    });
    expect(logCalls().length - before).toBe(times);
    expect(await stage.state(host, one)).toMatchObject({ dropOffReason: undefined });
  });
});

function idsOf({ merchantBizId, transactionId }: Started) {
  return { merchantBizId, transactionId };
}
