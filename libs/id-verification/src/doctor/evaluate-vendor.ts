import type { IdVerificationError } from '../errors/id-verification.error.js';
import { ERROR_CODES } from '../errors/error-codes.js';
import type { VendorResponse } from './ping-vendor.js';
import { fail, ok, skip, warn, type Finding } from './finding.js';

const NO_HINT = 'Search for the code in the vendor’s documentation, or give the request id to its support.';

/** Checks that the vendor accepts the signature and the permissions of its identity. */
export function evaluateVendor({ ms, error, livemode }: VendorResponse): Finding[] {
  if (error === undefined) {
    const detail =
      livemode === false ? 'an emulator accepts the signature' : 'the vendor accepts the signature';
    return [ok('credentials', { detail, ms }), ok('permission', { detail: 'KeepaliveIntl was executed' })];
  }
  const detail = described(error);
  const fix = error.hint ?? NO_HINT;
  if (ERROR_CODES[error.code].signature !== 'accepted') {
    return [fail('credentials', { detail, ms }, fix), skip('permission', 'not reached')];
  }
  const credentials = ok('credentials', { detail: 'the signature was accepted', ms });
  return [
    credentials,
    error.code === 'throttled' ? warn('permission', { detail }, fix) : fail('permission', { detail }, fix),
  ];
}

function described({ message, vendorCode, requestId }: IdVerificationError): string {
  const request = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${vendorCode ?? message}${request}`;
}
