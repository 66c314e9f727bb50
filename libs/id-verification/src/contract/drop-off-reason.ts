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

/** A name, such as `FACE`; no other text of the vendor is stored. */
const PAGE_NAME = /^[\p{L}\p{N}_. -]{1,32}$/u;

/** The page on which the user left, as the vendor names it; undefined if the log names none. */
export function dropOffPage({ interruptPage = '' }: VerifyLog): string | undefined {
  return PAGE_NAME.test(interruptPage) ? interruptPage : undefined;
}
