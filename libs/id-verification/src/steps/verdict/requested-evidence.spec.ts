import { describe, expect, it } from 'vitest';
import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { requestedEvidence } from './requested-evidence.js';

describe('the evidence that a check requests', () => {
  it('is none, or that of the parameters', () => {
    const parameters = { returnFiveCategorySpoofResult: 'Y', extraImageControlList: 'A,B' } as const;

    expect([undefined, false, true, parameters].map((evidence) => requestedEvidence(evidence))).toEqual([
      undefined,
      undefined,
      {},
      parameters,
    ]);
  });

  it.each([
    ['evidence', 'isObject', 'all'],
    ['evidence', 'unknownField', { images: 'A' }],
    ['evidence.returnFiveCategorySpoofResult', 'isIn', { returnFiveCategorySpoofResult: 'yes' }],
    ['evidence.extraImageControlList', 'matches', { extraImageControlList: '' }],
    ['evidence.extraImageControlList', 'matches', { extraImageControlList: 'a\u0000' }],
  ])('is refused where it is not valid, with %s and the rule %s', (field, rule, evidence) => {
    const refused = expect.objectContaining({ errors: [expect.objectContaining({ field, rule })] });
    expect(() => requestedEvidence(evidence as never)).toThrow(IdVerificationValidationError);
    expect(() => requestedEvidence(evidence as never)).toThrow(refused);
  });
});
