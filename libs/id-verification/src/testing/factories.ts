import { ERROR_CODES, type IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { invalidField } from '../errors/validation.error.js';
import { IdVerificationStorageError } from '../storage/storage.error.js';
import { OUTCOME_OF, type FinalStatus } from '../storage/verification-status.js';
import type { OutcomeName, VerificationOutcome } from '../steps/outcome/verification-outcome.js';
import { VerificationConflictError } from '../verification/verification-conflict.error.js';
import { verificationReason } from '../storage/verification-reason.js';

/** What each outcome has if the test does not say. */
const ENDS = {
  PASSED: { subCode: '200', reason: 'verified' },
  FAILED: { subCode: '205', reason: 'liveness_risk' },
  EXPIRED: { subCode: undefined, reason: 'not_finished' },
} as const satisfies Record<FinalStatus, Pick<VerificationOutcome, 'subCode' | 'reason'>>;

/**
 * Makes what an outcome handler gets, to call a handler directly.
 *
 * @publicApi
 * @param changes of the defaults; `reason` follows from `subCode`
 */
export function outcomeOf(
  outcome: OutcomeName,
  changes: Partial<Omit<VerificationOutcome, 'outcome'>> = {},
): VerificationOutcome {
  const status = statusOf(outcome);
  const { subCode } = changes;
  return {
    outcome,
    merchantBizId: '00000000000000000000000000000001',
    transactionId: 'test-transaction-1',
    ...ENDS[status],
    tenant: undefined,
    ...(subCode !== undefined && { reason: verificationReason(status, subCode) }),
    metadata: {},
    livemode: false,
    completedAt: new Date('2026-01-01T12:00:00Z'),
    ...changes,
  };
}

function statusOf(outcome: OutcomeName): FinalStatus {
  const statuses = Object.keys(OUTCOME_OF) as FinalStatus[];
  return statuses.find((status) => OUTCOME_OF[status] === outcome) ?? 'EXPIRED';
}

/**
 * Makes the error that the library throws with this code, of its own class: for a test of what a host does about it.
 *
 * @publicApi
 */
export function errorOf(
  code: IdVerificationErrorCode,
  details?: ConstructorParameters<typeof IdVerificationError>[1],
): IdVerificationError {
  switch (code) {
    case 'invalid_request':
      return invalidField('metaInfo', 'isNotEmpty', 'metaInfo should not be empty');
    case 'parameters_conflict':
      return new VerificationConflictError(code, 'PENDING');
    case 'verification_ended':
      return new VerificationConflictError(code, 'PASSED');
    case 'storage_unavailable':
      return new IdVerificationStorageError(undefined);
    case 'configuration_invalid':
      return new IdVerificationConfigurationError(['test']);
    default:
      return new IdVerificationError(code, details);
  }
}

/**
 * One error of each code, for `it.each`.
 *
 * @publicApi
 */
export const EVERY_ERROR: readonly IdVerificationError[] = (
  Object.keys(ERROR_CODES) as IdVerificationErrorCode[]
).map((code) => errorOf(code));
