import { describe, expect, it } from 'vitest';
import { STEPS, type StepResult } from './first-call.js';
import { evaluateEndpoint, SLOW_MS } from './evaluate-endpoint.js';

const URL_OF_VENDOR = new URL('https://cloudauth-intl.cn-hongkong.aliyuncs.com');
const USED = { name: 'public', url: URL_OF_VENDOR, inUse: true };
const UNUSED = { ...USED, name: 'vpc', inUse: false };

const taken = (ms: number): StepResult[] => STEPS.map((step) => ({ step, ms, detail: 'made' }));
const failedAt = (count: number): StepResult[] => [
  ...taken(5).slice(0, count),
  { step: STEPS[count] ?? 'dns', ms: 5, detail: 'ECODE', failure: 'ECODE' },
];
const statuses = (endpoint: typeof USED, steps: StepResult[]) =>
  evaluateEndpoint(endpoint, steps).map(({ status }) => status);

describe('An endpoint', () => {
  it('is in order when every step was taken in good time', () => {
    expect(evaluateEndpoint(USED, taken(5))).toEqual([
      { check: 'public: dns', status: 'ok', ms: 5, detail: `${URL_OF_VENDOR.hostname} → made` },
      { check: 'public: tcp', status: 'ok', ms: 5, detail: 'made' },
      { check: 'public: tls', status: 'ok', ms: 5, detail: 'made' },
      { check: 'public: first byte', status: 'ok', ms: 5, detail: 'made' },
    ]);
  });

  it.each([0, 1, 2, 3])('fails at the step that failed, number %i, and was not tried beyond it', (count) => {
    const expected = STEPS.map((_, index) => (index < count ? 'ok' : index === count ? 'fail' : 'skip'));
    expect(statuses(USED, failedAt(count))).toEqual(expected);
  });

  it.each(STEPS)('has a fix of its own for a failed and for a slow %s', (step) => {
    const check = `public: ${step}`;
    const count = STEPS.indexOf(step);
    const failed = evaluateEndpoint(USED, failedAt(count)).find((finding) => finding.check === check);
    const slow = evaluateEndpoint(USED, taken(SLOW_MS[step] + 1)).find((finding) => finding.check === check);
    expect(failed?.fix).toBeTruthy();
    expect(slow).toMatchObject({ status: 'warn' });
    expect(slow?.fix).not.toBe(failed?.fix);
  });

  it('may be slow or unreachable when it is not in use', () => {
    expect(statuses(UNUSED, taken(9_000))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(statuses(UNUSED, failedAt(0))).toEqual(['skip', 'skip', 'skip', 'skip']);
  });

  it('has no TLS step without TLS, as with an emulator', () => {
    const emulator = { ...USED, url: new URL('http://127.0.0.1:4010') };
    expect(evaluateEndpoint(emulator, taken(1)).map(({ check }) => check)).not.toContain('public: tls');
  });
});
