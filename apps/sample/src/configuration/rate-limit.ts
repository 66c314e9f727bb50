import type { RateLimitOptions } from 'nestjs-id-verification';
import type { EnvironmentReader } from './environment-reader.js';

/** The vendor's limit of calls; the library's own defaults where nothing is set. */
export function readRateLimit(reader: EnvironmentReader): RateLimitOptions {
  const perSecond = reader.wholeNumber('ID_VERIFICATION_RATE_LIMIT_PER_SECOND', 1, 200);
  const account = reader.optional('ID_VERIFICATION_ACCOUNT');
  if (account !== undefined && !/^[A-Za-z0-9_.-]{1,64}$/.test(account)) {
    reader.refuse('ID_VERIFICATION_ACCOUNT', 'must be 1 to 64 letters, digits, _, . or -');
  }
  return { ...(perSecond !== undefined && { perSecond }), ...(account !== undefined && { account }) };
}
