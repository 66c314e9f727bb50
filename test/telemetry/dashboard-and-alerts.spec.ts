import { ERROR_CODES } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { eventually } from '../support/runner/eventually.js';
import { samplesIn, type Sample } from '../support/telemetry/prometheus-text.js';
import { alerts, FOREIGN_LABELS, panels, QUERIES, reads } from '../support/telemetry/deployed-queries.js';
import { startVerification } from '../support/host/start-verification.js';

/** Values that a healthy run does not export, from closed lists. */
const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  id_verification_result: ['lost'],
  http_response_status_code: ['429'],
  error_type: Object.keys(ERROR_CODES),
  id_verification_outcome: ['initialized', 'replayed', 'granted', ...Object.keys(ERROR_CODES)],
};

describe('Dashboard and alerts', () => {
  let sample: RunningApplication;
  let exported: Sample[];
  beforeAll(async () => {
    sample = await application()
      .receivingCallbacks()
      .handingEvidenceTo({ receive: () => undefined })
      .start();
    exported = await exportedMetrics(sample);
  }, 60_000);
  afterAll(() => sample.stop());

  const valuesOf = (label: string) => exported.map(({ labels }) => labels[label]);

  it('contain valid PromQL queries, each of at least one series', () => {
    const wrong = QUERIES.filter(({ parsed }) => !parsed.isValid || parsed.series.length === 0);

    expect(QUERIES.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });

  it('query only metrics that the sample exports', () => {
    const names = exported.map(({ name }) => name);

    expect(reads.filter(({ metric }) => !names.includes(metric))).toEqual([]);
  });

  it('query only labels that these metrics have', () => {
    const wrong = reads.flatMap(({ where, metric, matchers, grouping }) => {
      const samples = exported.filter(({ name }) => name === metric);
      const labels = [...samples.flatMap((one) => Object.keys(one.labels)), ...FOREIGN_LABELS];
      const queried = [...grouping, ...matchers.map(({ label }) => label)];
      return queried.filter((label) => !labels.includes(label)).map((label) => ({ where, metric, label }));
    });

    expect(wrong).toEqual([]);
  });

  it('query only values that these labels can have', () => {
    const wrong = reads.flatMap(({ where, matchers }) =>
      matchers
        .filter(({ value }) => value !== '' && !/[$*]/.test(value))
        .flatMap(({ label, value }) => value.split('|').map((one) => ({ where, label, value: one })))
        .filter(({ label, value }) => ![...valuesOf(label), ...(KNOWN_VALUES[label] ?? [])].includes(value)),
    );

    expect(wrong).toEqual([]);
  });

  it('leave out what callers cause from the failures of initialize and from the calls that these are compared with', () => {
    const outcomes = reads
      .filter(({ where }) => where === 'alert IdVerificationInitializeFailing')
      .map(({ matchers }) => matchers.flatMap(({ value }) => value.split('|')).toSorted());
    const callers = causedByCallers();

    expect(outcomes).toEqual([
      ['initialized', 'replayed', ...callers].toSorted(),
      callers.toSorted(),
      callers.toSorted(),
    ]);
  });

  it.each(panels.filter(({ type }) => type !== 'row'))('the panel $title says what it shows', (panel) => {
    expect(panel.description).toMatch(/^.{30,}\.$/);
  });

  it.each(alerts)('$alert names its severity, the problem and the remedy', ({ labels, annotations }) => {
    expect(labels.severity).toMatch(/^(page|ticket)$/);
    expect(annotations.summary).toMatch(/\.$/);
    expect(annotations.description).toMatch(/^.{60,}\.$/);
  });
});

/** What initialize fails with because of its caller: a refusal of the request or of its user, or that the caller gave up. */
function causedByCallers(): string[] {
  const refused = Object.entries(ERROR_CODES).filter(([, { httpStatus }]) => httpStatus < 500);
  return [...refused.map(([code]) => code), 'aborted'].filter((code) => !NOT_CALLERS.includes(code));
}

/** Limits of calls that all callers share, and what other methods fail with. */
const NOT_CALLERS = ['rate_limited', 'throttled', 'not_found', 'verification_open', 'process_not_completed'];

/** Runs verifications through every state, and returns the metrics that the sample exports then. */
async function exportedMetrics(sample: RunningApplication): Promise<Sample[]> {
  const [passing, failing, overdue] = [
    await startVerification(sample),
    await startVerification(sample),
    await startVerification(sample),
  ];
  sample.emulator.inject({ action: 'Initialize', kind: 'throttling' });
  await startVerification(sample);
  sample.emulator.inject({ action: 'CheckResult', kind: 'vendorCode', code: 'SystemError', httpStatus: 500 });
  await sample.send('POST', `/verifications/${passing.merchantBizId}/check`);
  sample.emulator.finish(passing.transactionId, { passed: 'Y' });
  sample.emulator.finish(failing.transactionId, { passed: 'N', subCode: '205' });
  await eventually(async () => {
    const [first, second] = await statuses(sample, [passing, failing]);
    return first === 'PASSED' && second === 'FAILED';
  });
  await sample.send('DELETE', `/verifications/${failing.merchantBizId}`);
  await sample.send('POST', '/invitations/redeem');
  await sample.dataSource.query(
    `UPDATE id_verification SET created_at = created_at - interval '3 days',
       expires_at = expires_at - interval '3 days' WHERE merchant_biz_id = $1`,
    [overdue.merchantBizId],
  );
  const WAITED_FOR = [
    'id_verification_erasures_total',
    'id_verification_deliveries_total',
    'id_verification_evidence_total',
    'id_verification_verdict_deletion',
  ];
  const collected = async () => samplesIn((await sample.call('/metrics')).text);
  await eventually(async () => {
    const names = new Set((await collected()).map(({ name }) => name));
    return WAITED_FOR.every((name) => names.has(name));
  });
  return collected();
}

async function statuses(
  sample: RunningApplication,
  verifications: readonly { readonly merchantBizId: string }[],
): Promise<unknown[]> {
  const responses = await Promise.all(
    verifications.map(({ merchantBizId }) => sample.get(`/verifications/${merchantBizId}`)),
  );
  return responses.map(({ body }) => body['status']);
}
