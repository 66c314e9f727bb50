import { FACE_LIVENESS } from '../contract/products/index.js';
import type { VerificationStatus } from './verification-status.js';

/**
 * Why a verification ended as it did.
 *
 * - `verified`: the user passed
 * - `liveness_risk`: the face may not be that of a live person
 * - `device_risk`: Device Guard classified the device as a threat
 * - `not_finished`: the user did not finish in time
 * - `result_unavailable`: the vendor returned no result before it deleted it
 * - `canceled`: it was canceled while the user could still verify
 * - `erased`: it was erased while it was open
 * - `never_started`: Initialize failed and was not retried within 30 minutes
 * - `refused`: the vendor refused Initialize
 * - `other`: a sub-code without a documented meaning
 *
 * @publicApi
 */
export const VERIFICATION_REASONS = [
  'verified',
  'liveness_risk',
  'device_risk',
  'not_finished',
  'result_unavailable',
  'canceled',
  'erased',
  'never_started',
  'refused',
  'other',
] as const;

/**
 * One of {@link VERIFICATION_REASONS}.
 *
 * @publicApi
 */
export type VerificationReason = (typeof VERIFICATION_REASONS)[number];

/** The statuses that a reason can have. */
export const STATUSES_OF: Readonly<Record<VerificationReason, readonly VerificationStatus[]>> = {
  verified: ['PASSED'],
  liveness_risk: ['FAILED'],
  device_risk: ['FAILED'],
  not_finished: ['EXPIRED'],
  result_unavailable: ['EXPIRED'],
  canceled: ['EXPIRED'],
  erased: ['EXPIRED'],
  never_started: ['REJECTED'],
  refused: ['REJECTED'],
  other: ['FAILED', 'EXPIRED'],
};

type Reasons = Readonly<Record<string, VerificationReason>>;

/** The library's own codes. */
const EXPIRED_REASONS: Reasons = {
  not_finished: 'not_finished',
  transaction_invalid: 'not_finished',
  result_unavailable: 'result_unavailable',
  canceled: 'canceled',
  erased: 'erased',
};

/**
 * Evaluates the status first: a sub-code never turns a failure into a success.
 *
 * @param failures the meanings of the product's sub-codes
 */
export function verificationReason(
  status: VerificationStatus,
  subCode: string | null,
  failures: Reasons = FACE_LIVENESS.failures,
): VerificationReason | undefined {
  switch (status) {
    case 'INITIALIZING':
    case 'PENDING':
      return undefined;
    case 'PASSED':
      return 'verified';
    case 'FAILED':
      return find(failures, subCode);
    case 'EXPIRED':
      return find(EXPIRED_REASONS, subCode);
    case 'REJECTED':
      return subCode === 'never_started' ? 'never_started' : 'refused';
  }
}

/** The vendor's sub-code; an end without a verdict has a code of the library, which {@link verificationReason} explains. */
export function vendorSubCode(status: VerificationStatus, subCode: string | null): string | undefined {
  const isOwn = status === 'EXPIRED' || verificationReason(status, subCode) === 'never_started';
  return isOwn ? undefined : (subCode ?? undefined);
}

function find(reasons: Reasons, subCode: string | null): VerificationReason {
  return (subCode !== null && Object.hasOwn(reasons, subCode) ? reasons[subCode] : undefined) ?? 'other';
}
