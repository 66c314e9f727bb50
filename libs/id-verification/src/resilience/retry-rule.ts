import { ERROR_CODES } from '../errors/error-codes.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import type { RetryPolicy } from '../options/resilience-options.js';
import { backoffMs } from '../time/backoff.js';
import { operationOf, type CloudauthOperation } from '../contract/cloudauth-operation.js';

/** A failed vendor call. */
export interface FailedCall {
  readonly operation: CloudauthOperation;
  readonly error: IdVerificationError;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** The attempts, including this one, that count against `maxAttempts`. */
  readonly counted: number;
}

/**
 * The retry rule: a call may be retried if the failure is temporary, and the vendor has not executed the operation or
 * the operation is idempotent.
 */
export function mayRetry({ operation, error }: Pick<FailedCall, 'operation' | 'error'>): boolean {
  const { origin, done } = ERROR_CODES[error.code];
  if (!error.retryable || (origin !== 'vendor' && origin !== 'transport')) return false;
  return done === 'no' || (done === 'unknown' && (error.nothingSent || operationOf(operation).isIdempotent));
}

/**
 * How long the work of a call waits that the rate limit or the circuit breaker rejected, in milliseconds; undefined for
 * any other failure. It was no attempt: the vendor could not be called.
 */
export function rejectedForMs({ code, retryAfterMs }: IdVerificationError): number | undefined {
  return ERROR_CODES[code].check === 'not-called' ? retryAfterMs : undefined;
}

/** Whether an attempt counts against `maxAttempts`: throttled calls are retried until the deadline. */
export function isCounted({ code }: IdVerificationError): boolean {
  return code !== 'throttled';
}

/**
 * The backoff before the next attempt, in milliseconds; undefined if there is none. Not of the two refusals by the
 * gateway that `ResilientClient` retries at once, with a newer token or a corrected date.
 *
 * @param random from 0 to 1, for full jitter: a caller waits, so a retry may follow at once
 */
export function retryDelay(failed: FailedCall, policy: RetryPolicy, random: number): number | undefined {
  const { error, attempt, counted } = failed;
  if (!mayRetry(failed) || counted >= policy.maxAttempts) return undefined;
  return (error.retryAfterMs ?? 0) + random * backoffMs(policy, attempt);
}
