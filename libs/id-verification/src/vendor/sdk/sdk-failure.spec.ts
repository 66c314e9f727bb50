import { ClientError, ThrottlingError } from '@alicloud/openapi-core';
import { describe, expect, it } from 'vitest';
import { sdkFailure } from './sdk-failure.js';

const NO_HEAD = { head: undefined, isUnconnected: false };

const head = { httpStatus: 502, headers: { 'x-acs-request-id': 'H' } };
const mismatch = new Error('type of extFaceInfo is mismatch, expect string, but object');
const url = 'POST https://host/?MerchantUserId=customer failed.';

function thrown(error: unknown): unknown {
  try {
    return sdkFailure(error, NO_HEAD);
  } catch (failure) {
    return failure;
  }
}

describe('an error of the SDK', () => {
  it('is converted to the response of a refusal', () => {
    const data = { Code: 'InvalidParameter', RequestId: 'R', Message: 'm' };
    const error = new ClientError({ statusCode: 400, code: 'InvalidParameter', message: 'm', data });

    expect(sdkFailure(error, NO_HEAD)).toEqual({ httpStatus: 400, headers: {}, body: data });
  });

  it('keeps the retry delay of throttling, even without headers', () => {
    const data = { Code: 'Throttling.Api' };
    const error = new ThrottlingError({ statusCode: 403, code: 'Throttling.Api', retryAfter: 250, data });

    expect(sdkFailure(error, NO_HEAD).headers).toEqual({ 'x-acs-retry-after': '250' });
    expect(sdkFailure(error, { head, isUnconnected: false }).headers).toEqual(head.headers);
  });

  it('is recognised by its fields, from whichever copy of the SDK it is', () => {
    const lookalike = { name: 'Whatever', statusCode: 503, data: { Code: 'ServiceUnavailable' } };

    expect(sdkFailure(lookalike, NO_HEAD)).toMatchObject({ httpStatus: 503, body: lookalike.data });
  });

  it.each([new SyntaxError('Unexpected token <'), new TypeError('reading RequestId'), mismatch])(
    'keeps known status and headers for an unreadable body (%s)',
    (error) => {
      expect(sdkFailure(error, { head, isUnconnected: false })).toEqual({ ...head, body: undefined });
    },
  );

  it.each<[string, unknown, string]>([
    ['no JSON', new SyntaxError('Unexpected token <'), 'vendor_response_unreadable'],
    ['a time-out', Object.assign(new Error(url), { name: 'RequestTimeoutError' }), 'vendor_timeout'],
    ['a broken connection', Object.assign(new Error(url), { code: 'ECONNRESET' }), 'vendor_unreachable'],
    [
      'a broken response',
      Object.assign(new Error(url), { code: 'HPE_INVALID_CONSTANT' }),
      'vendor_response_unreadable',
    ],
    ['anything else', new Error(url), 'vendor_unreachable'],
    ['no error at all', undefined, 'vendor_unreachable'],
  ])('for %s without a response is %s without the address', (_, error, code) => {
    expect(thrown(error)).toMatchObject({ code });
    expect(String(thrown(error))).not.toContain('customer');
  });
});
