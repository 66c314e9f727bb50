import type { CheckResult } from '../../contract/operations/check-result.js';
import { ERROR_CODES } from '../../errors/error-codes.js';
import type { IdVerificationError } from '../../errors/id-verification.error.js';
import { RESULT_RETENTION_MS, TRANSACTION_LIFETIME_MS } from '../../contract/vendor-times.js';

/** The decision to end a verification. */
export interface FinalDecision {
  readonly kind: 'final';
  readonly status: 'PASSED' | 'FAILED' | 'EXPIRED';
  readonly subCode: string | undefined;
}

/** The decision to keep a verification open. */
export interface OpenDecision {
  readonly kind: 'open';
  /**
   * - `not-completed`: the vendor reports that the user has not finished
   * - `unknown-id`: the vendor does not know the TransactionId, after the expiry
   * - `unclear`: the vendor does not know the TransactionId, before the expiry
   * - `no-response`: no response about the verification
   * - `not-called`: the call was rejected locally, or aborted by a graceful shutdown
   */
  readonly because: 'not-completed' | 'unknown-id' | 'unclear' | 'no-response' | 'not-called';
}

/** The state of the row at the vendor call; all times are the database's. */
export interface CheckContext {
  /** Just before the call of the vendor. */
  readonly checkedAt: Date;
  readonly expiresAt: Date;
  readonly invalidSince: Date | null;
}

/** The delay after which the vendor shows a verdict that was reached just before the expiry. */
export const EXPIRY_GRACE_MS = 5 * 60_000;

/** How long the vendor must report a TransactionId as unknown before the verification ends. */
export const UNKNOWN_ID_CONFIRMED_MS = 10 * 60_000;

/** A verdict that is missing for this long is logged as an error, long before the vendor deletes it. */
export const OVERDUE_MS = 24 * 60 * 60_000;

/** Decides by `Passed` alone, even after the expiry. */
export function decideFromResult({ passed, subCode }: CheckResult): FinalDecision {
  return { kind: 'final', status: passed === 'Y' ? 'PASSED' : 'FAILED', subCode };
}

/**
 * Decides when the vendor returned no result. "Not completed" ends a verification only if the call was made after the
 * expiry: the user may have finished after an earlier call.
 */
export function decideFromError(
  error: IdVerificationError,
  context: CheckContext,
): FinalDecision | OpenDecision {
  const learned = ERROR_CODES[error.code].check;
  if (learned === 'not-called') return { kind: 'open', because: learned };
  const checkedAfterEnd = context.checkedAt.getTime() >= context.expiresAt.getTime() + EXPIRY_GRACE_MS;
  if (learned === 'not-completed') {
    return checkedAfterEnd ? expired('not_finished') : { kind: 'open', because: learned };
  }
  if (isOver(context)) return expired('result_unavailable');
  if (learned === 'unknown-id' && checkedAfterEnd) {
    const since = context.invalidSince;
    const lasts = since !== null && context.checkedAt.getTime() - since.getTime() >= UNKNOWN_ID_CONFIRMED_MS;
    return lasts && !mayBeDeleted(context)
      ? expired('transaction_invalid')
      : { kind: 'open', because: learned };
  }
  return { kind: 'open', because: learned === 'unknown-id' ? 'unclear' : learned };
}

/** Whether the vendor has deleted every result, so that an unknown id says nothing about the user. */
function isOver({ checkedAt, expiresAt }: CheckContext): boolean {
  return checkedAt.getTime() >= expiresAt.getTime() + RESULT_RETENTION_MS;
}

/** Whether the vendor may have deleted the result: its 30 days begin when the user finishes. */
function mayBeDeleted({ checkedAt, expiresAt }: CheckContext): boolean {
  return checkedAt.getTime() >= expiresAt.getTime() - TRANSACTION_LIFETIME_MS + RESULT_RETENTION_MS;
}

function expired(subCode: string): FinalDecision {
  return { kind: 'final', status: 'EXPIRED', subCode };
}
