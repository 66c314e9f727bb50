import type { VerifyErrorReason, VerifyLog } from './operations/check-verify-log.js';

/**
 * Why a user did not finish: a reason of the vendor's log, `not_started`, or `unknown` if the log contains no
 * documented reason.
 *
 * @publicApi
 */
export type DropOffReason = VerifyErrorReason | 'not_started' | 'unknown';

export function dropOffReason({ verifyStatus, errorReason }: VerifyLog): DropOffReason {
  return errorReason ?? (verifyStatus === 'not_started' ? 'not_started' : 'unknown');
}
