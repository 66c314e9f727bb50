import type { FaultEffect } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LogRecords } from '../support/telemetry/log-records.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

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
    what: 'throttles for longer than the caller waits',
    fault: { kind: 'throttling', retryAfterMs: 22_500 },
    status: 429,
    code: 'throttled',
    retryAfter: '23',
  },
  {
    what: 'throttles the user for longer than that',
    fault: { kind: 'throttling', code: 'Throttling.User', retryAfterMs: 22_500 },
    status: 429,
    code: 'throttled',
    retryAfter: '23',
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
    fault: { kind: 'resetBeforeResponse' },
    status: 503,
    code: 'vendor_unreachable',
    retryAfter: '1',
  },
  {
    what: 'answers with a page of a proxy',
    fault: { kind: 'rawResponse', status: 502, body: '<html>Bad Gateway</html>', contentType: 'text/html' },
    status: 503,
    code: 'vendor_response_unreadable',
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
    what: 'responds with an unknown code',
    fault: vendorCode('Some.NewCode'),
    status: 502,
    code: 'vendor_refused',
  },
];

describe.each(adapters())('When the vendor fails a start, on %s', (adapter) => {
  const log = new LogRecords();
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).loggingTo(log).start();
  });
  beforeEach(async () => {
    // The vendor works in between; if it failed all the time, the circuit breaker would answer in its place.
    for (let n = 0; n < 3; n += 1) await sample.post('/verifications', LEAST_BODY);
  });
  afterEach(() => sample.emulator.clearFaults());
  afterAll(() => sample.stop());

  /** A start that meets the fault in all its attempts. */
  const startWith = async (fault: FaultEffect, body: object = LEAST_BODY) => {
    sample.emulator.inject({ action: 'Initialize', ...fault, times: 'forever' });
    const response = await sample.post('/verifications', body);
    sample.emulator.clearFaults();
    return response;
  };

  it.each([...PASSING, ...LASTING])('responds with $status $code when it $what', async (given) => {
    const response = await startWith(given.fault);

    expect(problemIn(response)).toBe(`${given.status} ${given.code}`);
    expect(response.headers.get('retry-after')).toBe(given.retryAfter ?? null);
  });

  it.each(PASSING)('succeeds on retry after it $what', async ({ fault }) => {
    const body = { ...LEAST_BODY, merchantBizId: newMerchantBizId() };
    await startWith(fault, body);

    expect((await sample.post('/verifications', body)).status).toBe(201);
  });

  it('responds with the vendor’s RequestId, and logs the hint for the operator', async () => {
    const response = await startWith(vendorCode('Forbidden.RAMUserAccessDenied'));

    const request = sample.emulator.requests({ action: 'Initialize' }).at(-1);
    expect(response.body['requestId']).toBe(request?.requestId);
    expect(response.text).not.toContain('AliyunAntCloudAuthFullAccess');
    expect(log.text).toContain('AliyunAntCloudAuthFullAccess');
    expect(log.text).not.toContain(LEAST_BODY.merchantUserId);
  });

  it('contains the retry delay in milliseconds too', async () => {
    const response = await startWith({ kind: 'throttling', retryAfterMs: 22_500 });
    expect(response.body['retryAfterMs']).toBe(22_500);
  });

  it.each<FaultEffect>([
    { kind: 'throttling', retryAfterMs: 50 },
    vendorCode('ServiceUnavailable'),
    vendorCode('InternalError'),
  ])('hides a brief failure with $kind $code from the caller', async (fault) => {
    sample.emulator.inject({ action: 'Initialize', ...fault, times: 2 });

    expect((await sample.post('/verifications', LEAST_BODY)).status).toBe(201);
    expect(sample.emulator.faults()).toEqual([]);
  });
});
