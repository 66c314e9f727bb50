import type { TransactionSeen } from '../transaction/transaction.store.js';
import { isEnded } from '../transaction/verification-status.js';

/** What a start does when its MerchantBizId is on record already. */
export type StartDecision =
  /** The answer that got lost is given again. */
  | 'replay'
  /** Somebody else is starting it right now; their answer is ours. */
  | 'follow'
  /** Nobody is starting it any more, or the vendor refused it; we do. */
  | 'take-over'
  | 'conflict-ended'
  | 'conflict-parameters';

/** @param sameRequest whether the row was made by a request with the same parameters */
export function decideStart(
  seen: Pick<TransactionSeen, 'status' | 'leaseUntil' | 'seenAt'>,
  sameRequest: boolean,
): StartDecision {
  if (isEnded(seen.status)) return 'conflict-ended';
  if (seen.status === 'REJECTED') return 'take-over';
  if (!sameRequest) return 'conflict-parameters';
  if (seen.status === 'PENDING') return 'replay';
  const leased = seen.leaseUntil !== null && seen.leaseUntil > seen.seenAt;
  return leased ? 'follow' : 'take-over';
}
