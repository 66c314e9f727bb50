import { EXTRA_IMAGE_CONTROL_LIST, type EvidenceParameters } from '../../contract/evidence.js';
import { assertValid, type FieldError } from '../../errors/validation.error.js';
import { isObject } from '../../validation/json-object.js';

/**
 * The evidence that a caller of `check` requests; undefined for none.
 *
 * @throws IdVerificationValidationError
 */
export function requestedEvidence(
  evidence: boolean | EvidenceParameters | undefined,
): EvidenceParameters | undefined {
  if (evidence === undefined || typeof evidence === 'boolean') return evidence ? {} : undefined;
  assertValid(problemsOf(evidence));
  return evidence;
}

function problemsOf(evidence: unknown): (FieldError | false)[] {
  if (!isObject(evidence)) {
    return [{ field: 'evidence', rule: 'isObject', message: 'evidence must be a boolean or an object' }];
  }
  const { returnFiveCategorySpoofResult: spoof, extraImageControlList: images, ...unknown } = evidence;
  return [
    spoof !== undefined &&
      spoof !== 'Y' &&
      spoof !== 'N' && {
        field: 'evidence.returnFiveCategorySpoofResult',
        rule: 'isIn',
        message: 'evidence.returnFiveCategorySpoofResult must be Y or N',
      },
    images !== undefined &&
      !(typeof images === 'string' && EXTRA_IMAGE_CONTROL_LIST.test(images)) && {
        field: 'evidence.extraImageControlList',
        rule: 'matches',
        message: 'evidence.extraImageControlList must have 1 to 200 printable characters',
      },
    Object.keys(unknown).length > 0 && {
      field: 'evidence',
      rule: 'unknownField',
      message: 'evidence holds a field that does not exist',
    },
  ];
}
