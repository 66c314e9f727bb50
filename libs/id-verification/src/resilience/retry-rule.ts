import { ERROR_CODES } from '../errors/error-codes.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import type { RetryPolicy } from '../options/resilience-options.js';
import { operationOf, type CloudauthOperation } from '../contract/cloudauth-operation.js';

/** A call that came to nothing. */
export interface FailedCall {
  readonly operation: CloudauthOperation;
  readonly error: IdVerificationError;
  /** Which attempt it was, from 1. */
  readonly attempt: number;
}

/**
 * Whether the library may retry a call by itself: where the vendor or the way to it failed this once, and the vendor
 * has not executed the operation, or the operation is idempotent.
 */
export function mayRetry({ operation, error }: Pick<FailedCall, 'operation' | 'error'>): boolean {
  const { origin, done } = ERROR_CODES[error.code];
  if (!error.retryable || (origin !== 'vendor' && origin !== 'transport')) return false;
  return done === 'no' || (done === 'unknown' && (error.nothingSent || operationOf(operation).isIdempotent));
}

/**
 * How long to wait before a call is repeated, in milliseconds; undefined where it is not. Throttling is no failure of
 * the call: it is repeated for as long as the caller's deadline allows.
 *
 * @param random from 0 to 1: the pauses of calls that failed together must differ
 */
export function retryDelay(
  failed: FailedCall,
  { maxAttempts, initialDelayMs, maxDelayMs }: RetryPolicy,
  random: number,
): number | undefined {
  const { error, attempt } = failed;
  if (!mayRetry(failed) || (error.code !== 'throttled' && attempt >= maxAttempts)) return undefined;
  const longest = Math.min(maxDelayMs, initialDelayMs * 2 ** Math.min(attempt - 1, 20));
  return (error.retryAfterMs ?? 0) + random * longest;
}
