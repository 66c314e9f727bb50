import type { CheckResult } from '../../contract/operations/check-result.js';
import { ERROR_CODES } from '../../errors/error-codes.js';
import type { IdVerificationError } from '../../errors/id-verification.error.js';
import { TRANSACTION_LIFETIME_MS } from '../../storage/verification.store.js';

/** How a verification ends. */
export interface FinalDecision {
  readonly kind: 'final';
  readonly status: 'PASSED' | 'FAILED' | 'EXPIRED';
  readonly subCode: string | undefined;
}

/** Why it does not end yet. */
export interface OpenDecision {
  readonly kind: 'open';
  /**
   * - `not-completed`: the vendor says so; the user may still finish
   * - `unknown-id`: the vendor does not know the TransactionId though it should have ended by now
   * - `unclear`: the vendor does not know the TransactionId before its end
   * - `no-response`: there was none that says anything about the verification
   * - `not-called`: the call was refused here, or aborted when the application stopped
   */
  readonly because: 'not-completed' | 'unknown-id' | 'unclear' | 'no-response' | 'not-called';
}

/** The row when the vendor was called; all times are the database's. */
export interface CheckContext {
  /** Just before the call of the vendor. */
  readonly checkedAt: Date;
  readonly expiresAt: Date;
  readonly invalidSince: Date | null;
}

/** A verdict that arrived just before the expiry may become visible at the vendor a little later. */
export const EXPIRY_GRACE_MS = 5 * 60_000;

/** How long the vendor must have been denying a TransactionId before it is believed. */
export const UNKNOWN_ID_CONFIRMED_MS = 10 * 60_000;

/** A verdict that is missing for this long is reported loudly, long before the vendor deletes it. */
export const OVERDUE_MS = 24 * 60 * 60_000;

/** The vendor deletes results after 30 days. Source: the vendor's page "CheckResult". */
export const RESULT_RETENTION_MS = 30 * 24 * 60 * 60_000;

/** Decides by `Passed` alone, however late. */
export function decideFromResult({ passed, subCode }: CheckResult): FinalDecision {
  return { kind: 'final', status: passed === 'Y' ? 'PASSED' : 'FAILED', subCode };
}

/**
 * Decides when the vendor gave no result. "Not completed" ends a verification only in response to a call that
 * was made after its end: an older response says nothing about what the user did since.
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

/** From here on the vendor has deleted whatever there was, and an unknown id says nothing about the user. */
function isOver({ checkedAt, expiresAt }: CheckContext): boolean {
  return checkedAt.getTime() >= expiresAt.getTime() + RESULT_RETENTION_MS;
}

/** The 30 days of a result begin when the user finishes, which may have been at the very start. */
function mayBeDeleted({ checkedAt, expiresAt }: CheckContext): boolean {
  return checkedAt.getTime() >= expiresAt.getTime() - TRANSACTION_LIFETIME_MS + RESULT_RETENTION_MS;
}

function expired(subCode: string): FinalDecision {
  return { kind: 'final', status: 'EXPIRED', subCode };
}
