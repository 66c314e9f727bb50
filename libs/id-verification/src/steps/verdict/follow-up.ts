import { LOG_COMPLETE_MS } from '../../contract/vendor-times.js';
import type { IdVerificationErrorCode } from '../../errors/error-codes.js';
import type { FinalDecision } from './decide-verdict.js';

const NOT_FINISHED: readonly (string | undefined)[] = ['not_finished', 'transaction_invalid'];

/**
 * The delay until the follow-up of an ended verification is due, in milliseconds; undefined without a follow-up.
 * Evidence is handed over at once, so a worker retries it only after the lease.
 */
export function followUpDelayMs(
  { status, subCode }: FinalDecision,
  { claimedAt, expiresAt }: { readonly claimedAt: Date; readonly expiresAt: Date },
  evidence: { readonly isWanted: boolean; readonly leaseMs: number },
): number | undefined {
  if (status !== 'EXPIRED') return evidence.isWanted ? evidence.leaseMs : undefined;
  if (!NOT_FINISHED.includes(subCode)) return undefined;
  return Math.max(0, expiresAt.getTime() + LOG_COMPLETE_MS - claimedAt.getTime());
}

/** After this many attempts, in about two days, the drop-off reason stays unknown. */
const MOST_LOG_ATTEMPTS = 20;

/** The vendor refuses the same request always. Any other refusal may come from a gateway, or ends with a setting. */
const FINAL_REFUSALS: readonly IdVerificationErrorCode[] = ['transaction_invalid', 'parameters_refused'];

/** Whether the vendor's log may still be read later. */
export function mayBeExplained(
  { code }: { readonly code: IdVerificationErrorCode },
  attempts: number,
): boolean {
  return attempts < MOST_LOG_ATTEMPTS && !FINAL_REFUSALS.includes(code);
}

/** The delay before the next attempt: exponential backoff with jitter, at most six hours. */
export function followUpRetryMs(attempts: number, random: number): number {
  const most = Math.min(5_000 * 2 ** Math.min(attempts, 20), 6 * 3_600_000);
  return Math.round(most / 2 + (most / 2) * random);
}
