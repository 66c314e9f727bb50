import { LOG_COMPLETE_MS } from '../../contract/vendor-times.js';
import type { IdVerificationErrorCode } from '../../errors/error-codes.js';
import { jitteredBackoffMs, type Backoff } from '../../time/backoff.js';
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

const BACKOFF: Backoff = { initialDelayMs: 5_000, maxDelayMs: 6 * 3_600_000 };

/**
 * The delay before the next attempt.
 *
 * @param attempts of workers; evidence is handed over once before the first of them
 */
export function followUpRetryMs(attempts: number, random: number): number {
  return jitteredBackoffMs(BACKOFF, attempts + 1, random);
}
