import { describe, expect, it } from 'vitest';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { interpretResponse } from './interpret-response.js';
import { RETURN_CODES } from '../contract/return-codes.js';

const live = { sandbox: false };

function failure(response: Parameters<typeof interpretResponse>[0], options = live): IdVerificationError {
  try {
    interpretResponse(response, options);
  } catch (error) {
    if (error instanceof IdVerificationError) return error;
    throw error;
  }
  throw new Error('the response was taken for a success');
}

describe('a response of the vendor', () => {
  it('returns its result with fields that are not known yet', () => {
    const body = { RequestId: 'R', Code: 'Success', Result: { TransactionId: 't', New: { a: 1 } } };

    expect(interpretResponse({ httpStatus: 200, headers: {}, body }, live)).toEqual({
      requestId: 'R',
      result: { TransactionId: 't', New: { a: 1 } },
      livemode: true,
    });
  });

  it.each(['200', 'Success', 'success'])('counts %s as a success of DeleteVerifyResult', (Code) => {
    const response = { httpStatus: 200, headers: {}, body: { Code, Result: { DeleteResult: 'Y' } } };
    const { result } = interpretResponse(response, { sandbox: false, operation: 'DeleteVerifyResult' });

    expect(result).toEqual({ DeleteResult: 'Y' });
  });

  it('counts only Success as a success of other operations', () => {
    const response = { httpStatus: 200, headers: {}, body: { Code: '200', Result: { Passed: 'Y' } } };

    expect(() => interpretResponse(response, { sandbox: false, operation: 'CheckResult' })).toThrow(
      'The vendor refused the call',
    );
  });

  it.each(['text', null, [1], 7])('has an empty result when Result is %j', (Result) => {
    const response = { httpStatus: 200, headers: {}, body: { Code: 'Success', Result } };

    expect(interpretResponse(response, live).result).toEqual({});
  });

  it.each(Object.entries(RETURN_CODES))('%s is understood by the table', (vendorCode, row) => {
    const error = failure({
      httpStatus: row.vendorHttpStatus,
      headers: {},
      body: { RequestId: 'R', Code: vendorCode, Message: 'text of the vendor’s' },
    });

    expect(error).toMatchObject({ code: row.code, vendorCode, requestId: 'R', hint: row.hint });
    expect(error.message).not.toContain('text of the vendor');
  });

  it('is judged by its code before its status', () => {
    const body = { Code: 'Throttling.Api' };

    expect(failure({ httpStatus: 403, headers: {}, body }).code).toBe('throttled');
    expect(failure({ httpStatus: 200, headers: {}, body }).code).toBe('throttled');
    expect(failure({ httpStatus: 200, headers: {}, body: { Code: 'InvalidParameter' } }).code).toBe(
      'parameters_refused',
    );
  });

  it.each([
    ['an unknown code with 400', 400, { Code: 'Unheard.Of' }, 'vendor_refused'],
    ['an unknown code with 500', 500, { Code: 'Unheard.Of' }, 'vendor_failed'],
    ['an unknown throttling code', 400, { Code: 'Throttling.Something' }, 'throttled'],
    ['a code named like a member of every object', 400, { Code: 'constructor' }, 'vendor_refused'],
    ['a code that no vendor would send', 400, { Code: 'a\0b' }, 'vendor_response_unreadable'],
    ['400 in JSON without a code', 400, { message: 'Forbidden' }, 'vendor_response_unreadable'],
    ['401 without a body', 401, undefined, 'vendor_response_unreadable'],
    ['403 in HTML', 403, undefined, 'vendor_response_unreadable'],
    ['404 in HTML', 404, undefined, 'vendor_response_unreadable'],
    ['429 without a code', 429, undefined, 'vendor_response_unreadable'],
    ['413 without a body', 413, undefined, 'vendor_refused'],
    ['414 in HTML', 414, undefined, 'vendor_refused'],
    ['431 without a body', 431, undefined, 'vendor_refused'],
    ['502 in HTML', 502, undefined, 'vendor_response_unreadable'],
    ['a redirect', 302, undefined, 'vendor_response_unreadable'],
    ['200 with an empty object', 200, {}, 'vendor_response_unreadable'],
    ['200 without JSON', 200, undefined, 'vendor_response_unreadable'],
    ['success with a status of failure', 500, { Code: 'Success' }, 'vendor_failed'],
  ] as const)('becomes a typed error when it is %s', (_, httpStatus, body, code) => {
    expect(failure({ httpStatus, headers: {}, body })).toMatchObject({ code, vendorHttpStatus: httpStatus });
  });

  it('has the request id of the header when the body has none', () => {
    const error = failure({ httpStatus: 502, headers: { 'x-acs-request-id': 'H' }, body: undefined });

    expect(error.requestId).toBe('H');
  });

  it.each(['a\nb', '', ' ', 'r'.repeat(129), { id: 1 }])('rejects %j as a request id', (RequestId) => {
    expect(failure({ httpStatus: 502, headers: {}, body: { RequestId } }).requestId).toBeUndefined();
  });

  it('has the retry delay of the vendor’s header, of Retry-After, or of a second', () => {
    const body = { Code: 'Throttling.Api' };

    expect(failure({ httpStatus: 403, headers: { 'x-acs-retry-after': '250' }, body }).retryAfterMs).toBe(
      250,
    );
    expect(failure({ httpStatus: 403, headers: { 'retry-after': '2' }, body }).retryAfterMs).toBe(2_000);
    expect(failure({ httpStatus: 403, headers: { 'retry-after': 'soon' }, body }).retryAfterMs).toBe(1_000);
  });

  it('of an emulator is refused outside the sandbox, also when it is a refusal', () => {
    const headers = { 'x-cloudauth-emulator': '1' };
    const body = { Code: 'Success', Result: {} };

    expect(failure({ httpStatus: 200, headers, body }).code).toBe('sandbox_response');
    expect(failure({ httpStatus: 403, headers, body: { Code: 'Throttling.Api' } }).code).toBe(
      'sandbox_response',
    );
    expect(interpretResponse({ httpStatus: 200, headers, body }, { sandbox: true }).livemode).toBe(false);
  });
});
