import { operationOf, type CloudauthOperation } from '../contract/cloudauth-operation.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';
import { text, type CloudauthResult } from '../contract/cloudauth-result.js';
import { isObject } from '../validation/json-object.js';
import { classifyReturnCode } from '../contract/return-codes.js';

/** Every response of an emulator has this header. */
const EMULATOR_MARKER = 'x-cloudauth-emulator';

/**
 * Turns a response into its `Result`, or into an error by the vendor's `Code`. Decoding is tolerant: unknown fields
 * are kept, and no complete response is lost because of the type of an unused field.
 *
 * @param options.operation the operation that was called: what its success is called differs
 * @throws IdVerificationError
 * @publicApi
 */
export function interpretResponse(
  response: CloudauthResponse,
  options: { sandbox: boolean; operation?: CloudauthOperation },
): CloudauthResult {
  const { body = {}, headers, httpStatus } = response;
  const requestId = text(body['RequestId']) ?? headers['x-acs-request-id'];
  const livemode = headers[EMULATOR_MARKER] === undefined;
  if (!livemode && !options.sandbox) {
    throw new IdVerificationError('sandbox_response', {
      hint: 'Set `sandbox: true` to work with an emulator, or correct `endpoint`.',
    });
  }
  const vendorCode = text(body['Code']);
  if (httpStatus < 200 || httpStatus > 299 || !isSuccess(vendorCode, options.operation)) {
    throw refusal(vendorCode, httpStatus, requestId, headers);
  }
  const result = body['Result'];
  return { requestId, result: isObject(result) ? result : {}, livemode };
}

/** Without an operation, `Success` alone is one. */
function isSuccess(vendorCode: string | undefined, operation?: CloudauthOperation): boolean {
  const codes = operation === undefined ? ['Success'] : operationOf(operation).successCodes;
  return vendorCode !== undefined && codes.includes(vendorCode);
}

function refusal(
  vendorCode: string | undefined,
  httpStatus: number,
  requestId: string | undefined,
  headers: CloudauthResponse['headers'],
): IdVerificationError {
  const { code, hint } =
    vendorCode === undefined && !isRefusal(httpStatus)
      ? {
          code: 'vendor_response_unreadable' as const,
          hint: 'Something between this process and the vendor responded in its place.',
        }
      : classifyReturnCode(vendorCode, httpStatus);
  const retryAfterMs = retryAfter(headers) ?? (code === 'throttled' ? 1_000 : undefined);
  return new IdVerificationError(code, {
    vendorHttpStatus: httpStatus,
    ...(vendorCode !== undefined && { vendorCode: vendorCode.slice(0, 100) }),
    ...(requestId !== undefined && { requestId }),
    ...(hint !== undefined && { hint }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** A gateway's refusal of the request itself; to send the same request again is pointless. */
function isRefusal(httpStatus: number): boolean {
  return httpStatus >= 400 && httpStatus <= 499 && httpStatus !== 408;
}

/** The vendor's own header is in milliseconds, the standard one in seconds. */
function retryAfter(headers: CloudauthResponse['headers']): number | undefined {
  const milliseconds = Number(headers['x-acs-retry-after'] ?? Number(headers['retry-after']) * 1_000);
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
