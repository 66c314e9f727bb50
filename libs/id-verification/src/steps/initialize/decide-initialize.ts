import type { VerificationSnapshot } from '../../storage/verification.store.js';
import { isEnded } from '../../storage/verification-status.js';

/** Idempotency: what `initialize` does when its MerchantBizId, the idempotency key, is already stored. */
export type InitializeDecision =
  /** The stored response is replayed. */
  | 'replay'
  /** Another process or call holds the lease: wait for its response and return it. */
  | 'follow'
  /** Its lease has expired, or the vendor refused it; this call initializes it. */
  | 'take-over'
  /** The vendor refused the call that was waited for: reject with the same refusal. */
  | 'share-refusal'
  /** The call that was waited for failed: reject with its error, and let the caller retry. */
  | 'share-failure'
  | 'conflict-ended'
  | 'conflict-parameters';

/**
 * @param sameRequest whether the stored request has the same parameters
 * @param waited whether this call has waited for the call that held the lease: then it shares the result, so that a
 *   hundred concurrent requests are one vendor call even when the vendor refuses
 */
export function decideInitialize(
  seen: Pick<VerificationSnapshot, 'status' | 'leaseExpiresAt' | 'readAt'>,
  sameRequest: boolean,
  waited: boolean,
): InitializeDecision {
  if (isEnded(seen.status)) return 'conflict-ended';
  if (seen.status === 'REJECTED') return waited && sameRequest ? 'share-refusal' : 'take-over';
  if (!sameRequest) return 'conflict-parameters';
  if (seen.status === 'PENDING') return 'replay';
  if (seen.leaseExpiresAt === null) return waited ? 'share-failure' : 'take-over';
  return seen.leaseExpiresAt > seen.readAt ? 'follow' : 'take-over';
}
