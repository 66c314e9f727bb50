import { vendorSubCode, type VerificationReason } from '../../storage/verification-reason.js';
import { isEnded, OUTCOME_OF, type FinalStatus } from '../../storage/verification-status.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';

/**
 * How a verification ended.
 *
 * @publicApi
 */
export type OutcomeName = (typeof OUTCOME_OF)[FinalStatus];

/**
 * The names of all outcomes.
 *
 * @publicApi
 */
export const OUTCOME_NAMES: readonly OutcomeName[] = Object.values(OUTCOME_OF);

/**
 * The argument of an outcome handler. A class instead of an interface, so that the metadata of decorated handlers can
 * refer to it under `isolatedModules`; its instances are plain objects.
 *
 * @publicApi
 */
export abstract class VerificationOutcome {
  readonly outcome!: OutcomeName;
  readonly merchantBizId!: string;
  readonly transactionId!: string | undefined;
  /** The vendor's SubCode; undefined for an end without a verdict. */
  readonly subCode!: string | undefined;
  readonly reason!: VerificationReason | undefined;
  /** The tenant that was passed to `initialize`. */
  readonly tenant!: string | undefined;
  /** The metadata that was passed to `initialize`. */
  readonly metadata!: Readonly<Record<string, string>>;
  /** False for a verdict of an emulator. */
  readonly livemode!: boolean;
  readonly completedAt!: Date;
}

export function verificationOutcome(row: VerificationEntity): VerificationOutcome {
  if (!isEnded(row.status) || row.completedAt === null) throw new Error(`${row.status} is not an outcome`);
  return {
    outcome: OUTCOME_OF[row.status],
    merchantBizId: row.merchantBizId,
    transactionId: row.transactionId ?? undefined,
    subCode: vendorSubCode(row.status, row.subCode),
    reason: row.reason ?? undefined,
    tenant: row.tenant ?? undefined,
    metadata: row.metadata,
    livemode: row.livemode ?? false,
    completedAt: row.completedAt,
  };
}
