import { operationOf, type CloudauthOperation } from '../contract/cloudauth-operation.js';
import type { IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';
import { text, type CloudauthResult } from '../contract/cloudauth-result.js';
import { isObject } from '../validation/json-object.js';
import { classifyReturnCode } from '../contract/return-codes.js';
import { retryAfterMs } from './retry-after.js';

/** Every response of an emulator has this header. */
const EMULATOR_MARKER = 'x-cloudauth-emulator';

/** Statuses with which a server in front of the vendor rejects a request as too large. */
const TOO_LARGE: ReadonlySet<number> = new Set([413, 414, 431]);

/** The format of the vendor's codes and ids. */
const CODE = /^[\w.:-]{1,100}$/;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Turns a response into its `Result`, or into an error by the vendor's `Code`. Decoding is tolerant: unknown fields are
 * kept, and unused fields may have any type. A response without a `Code` did not come from the vendor, whatever its
 * status.
 *
 * @param options.operation the operation that was called, because success codes differ
 * @throws IdVerificationError
 * @publicApi
 */
export function interpretResponse(
  response: CloudauthResponse,
  options: { sandbox: boolean; operation?: CloudauthOperation },
): CloudauthResult {
  const { body = {}, headers, httpStatus } = response;
  const requestId = requestIdOf(response);
  const livemode = headers[EMULATOR_MARKER] === undefined;
  if (!livemode && !options.sandbox) {
    throw new IdVerificationError('sandbox_response', {
      hint: 'Set `sandbox: true` to use an emulator, or correct `endpoint`.',
    });
  }
  const vendorCode = matching(CODE, body['Code']);
  if (httpStatus < 200 || httpStatus > 299 || !isSuccess(vendorCode, options.operation)) {
    throw refusal(vendorCode, response, requestId);
  }
  const result = body['Result'];
  return { requestId, result: isObject(result) ? result : {}, livemode };
}

/** The vendor's RequestId of a response; undefined without a valid one. */
export function requestIdOf({ body = {}, headers }: CloudauthResponse): string | undefined {
  return matching(REQUEST_ID, body['RequestId']) ?? matching(REQUEST_ID, headers['x-acs-request-id']);
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  const found = text(value);
  return found !== undefined && pattern.test(found) ? found : undefined;
}

/** Without an operation, `Success` is the only success code. */
function isSuccess(vendorCode: string | undefined, operation?: CloudauthOperation): boolean {
  const codes = operation === undefined ? ['Success'] : operationOf(operation).successCodes;
  return vendorCode !== undefined && codes.includes(vendorCode);
}

function refusal(
  vendorCode: string | undefined,
  { httpStatus, headers }: CloudauthResponse,
  requestId: string | undefined,
): IdVerificationError {
  const { code, hint } =
    vendorCode === undefined ? notOfVendor(httpStatus) : classifyReturnCode(vendorCode, httpStatus);
  const waitMs = retryAfterMs(headers) ?? (code === 'throttled' ? 1_000 : undefined);
  return new IdVerificationError(code, {
    vendorHttpStatus: httpStatus,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(requestId !== undefined && { requestId }),
    ...(hint !== undefined && { hint }),
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

/** The error for a response of a server in front of the vendor, by its status. */
function notOfVendor(httpStatus: number): { code: IdVerificationErrorCode; hint: string } {
  if (TOO_LARGE.has(httpStatus)) {
    return {
      code: 'vendor_refused',
      hint: 'A server in front of the vendor refused the request as too large. Lower `maxQueryLength`.',
    };
  }
  return {
    code: 'vendor_response_unreadable',
    hint: 'Something between this process and the vendor responded in its place: a firewall, a proxy or a gateway.',
  };
}
