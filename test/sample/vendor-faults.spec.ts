import type { FaultEffect } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import { problemIn } from '../support/problem-in.js';
import { LineCollector } from '../support/line-collector.js';
import { LEAST_BODY } from '../support/start-body.js';

interface FaultCase {
  readonly what: string;
  readonly fault: FaultEffect;
  readonly status: number;
  readonly code: string;
  readonly retryAfter?: string;
}

const vendorCode = (code: string): FaultEffect => ({ kind: 'vendorCode', code });

const PASSING: readonly FaultCase[] = [
  {
    what: 'throttles and says for how long',
    fault: { kind: 'throttling', retryAfterMs: 2_500 },
    status: 429,
    code: 'throttled',
    retryAfter: '3',
  },
  {
    what: 'throttles the user',
    fault: { kind: 'throttling', code: 'Throttling.User' },
    status: 429,
    code: 'throttled',
    retryAfter: '1',
  },
  {
    what: 'is not available',
    fault: vendorCode('ServiceUnavailable'),
    status: 503,
    code: 'vendor_unavailable',
    retryAfter: '1',
  },
  {
    what: 'has an internal error',
    fault: vendorCode('InternalError'),
    status: 503,
    code: 'vendor_failed',
    retryAfter: '1',
  },
  {
    what: 'resets the connection',
    fault: { kind: 'resetBeforeAnswer' },
    status: 503,
    code: 'vendor_unreachable',
    retryAfter: '1',
  },
  {
    what: 'answers with a page of a proxy',
    fault: { kind: 'rawAnswer', status: 502, body: '<html>Bad Gateway</html>', contentType: 'text/html' },
    status: 503,
    code: 'vendor_answer_unreadable',
    retryAfter: '1',
  },
];

const LASTING: readonly FaultCase[] = [
  {
    what: 'denies permission',
    fault: vendorCode('Forbidden.RAMUserAccessDenied'),
    status: 502,
    code: 'permission_denied',
  },
  {
    what: 'denies the account',
    fault: vendorCode('Forbidden.AccountAccessDenied'),
    status: 502,
    code: 'account_denied',
  },
  {
    what: 'refuses the signature',
    fault: vendorCode('SignatureDoesNotMatch'),
    status: 502,
    code: 'signature_refused',
  },
  {
    what: 'refuses the parameters',
    fault: vendorCode('InvalidParameter'),
    status: 400,
    code: 'parameters_refused',
  },
  {
    what: 'answers with a code that nobody knows',
    fault: vendorCode('Some.NewCode'),
    status: 502,
    code: 'vendor_refused',
  },
];

describe.each(ADAPTERS)('When the vendor fails a start, on %s', (adapter) => {
  const log = new LineCollector();
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).loggingTo(log).start();
  });
  afterEach(() => sample.emulator.clearFaults());
  afterAll(() => sample.stop());

  const startWith = async (fault: FaultEffect) => {
    sample.emulator.inject({ action: 'Initialize', ...fault });
    return sample.post('/verifications', LEAST_BODY);
  };

  it.each([...PASSING, ...LASTING])('because it $what, the caller is told $status $code', async (given) => {
    const answer = await startWith(given.fault);

    expect(problemIn(answer)).toBe(`${given.status} ${given.code}`);
    expect(answer.headers.get('retry-after')).toBe(given.retryAfter ?? null);
  });

  it.each(PASSING)('because it $what, the same request succeeds afterwards', async ({ fault }) => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    sample.emulator.inject({ action: 'Initialize', ...fault });
    await sample.post('/verifications', body);

    expect((await sample.post('/verifications', body)).status).toBe(201);
  });

  it('the caller learns the vendor’s RequestId, and the operator alone what to do', async () => {
    const answer = await startWith(vendorCode('Forbidden.RAMUserAccessDenied'));

    const [request] = sample.emulator.requests({ limit: 1 });
    expect(answer.body['requestId']).toBe(request?.requestId);
    expect(answer.text).not.toContain('AliyunAntCloudAuthFullAccess');
    expect(log.text).toContain('AliyunAntCloudAuthFullAccess');
    expect(log.text).not.toContain(LEAST_BODY.merchantUserId);
  });

  it('how long to wait is said in milliseconds too', async () => {
    const answer = await startWith({ kind: 'throttling', retryAfterMs: 2_500 });
    expect(answer.body['retryAfterMs']).toBe(2_500);
  });
});
