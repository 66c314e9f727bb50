import type { IdVerificationError } from '../errors/id-verification.error.js';

/** What an operator needs to know of a failed vendor call, for a line of the log. */
export function errorFields({ code, vendorCode, vendorHttpStatus, requestId, hint }: IdVerificationError) {
  return { code, vendorCode, vendorHttpStatus, requestId, hint };
}
