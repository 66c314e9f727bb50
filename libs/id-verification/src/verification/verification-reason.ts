import type { VerificationStatus } from '../transaction/verification-status.js';

/**
 * Why a verification ended as it did.
 *
 * - `verified`: SubCode 200
 * - `liveness_risk`: SubCode 205, the face may not be that of a live person
 * - `device_risk`: SubCode 206, Device Guard took the device for a threat
 * - `not_finished`: the person did not finish in time
 * - `result_unavailable`: no answer could be had until the vendor deleted the result
 * - `erased`: it was erased while it was open
 * - `never_started`: nobody came back to start it
 * - `refused`: the vendor refused to start it
 * - `other`: a sub-code without a documented meaning
 *
 * @publicApi
 */
export type VerificationReason =
  | 'verified'
  | 'liveness_risk'
  | 'device_risk'
  | 'not_finished'
  | 'result_unavailable'
  | 'erased'
  | 'never_started'
  | 'refused'
  | 'other';

const BY_SUB_CODE: Readonly<Record<string, VerificationReason>> = {
  '200': 'verified',
  '205': 'liveness_risk',
  '206': 'device_risk',
  never_started: 'never_started',
  not_finished: 'not_finished',
  transaction_invalid: 'not_finished',
  result_unavailable: 'result_unavailable',
  erased: 'erased',
};

export function verificationReason(
  status: VerificationStatus,
  subCode: string | null,
): VerificationReason | undefined {
  if (status === 'INITIALIZING' || status === 'PENDING') return undefined;
  const known = subCode !== null && Object.hasOwn(BY_SUB_CODE, subCode) ? BY_SUB_CODE[subCode] : undefined;
  return known ?? (status === 'REJECTED' ? 'refused' : 'other');
}
