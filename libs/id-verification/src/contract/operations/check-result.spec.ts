import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_RESULT } from './check-result.js';

const read = (result: Record<string, unknown>) =>
  CHECK_RESULT.decode({ result, requestId: 'R', livemode: true });

describe('a CheckResult', () => {
  it('gives the word, the sub-code and the RequestId', () => {
    expect(read({ Passed: 'Y', SubCode: '200', ExtFaceInfo: '{"faceAttack":"N"}' })).toEqual({
      passed: 'Y',
      subCode: '200',
      faceImage: undefined,
      requestId: 'R',
    });
  });

  it.each([true, 1, null, undefined, ['Y'], { value: 'Y' }])('takes no word from %j', (passed) => {
    expect(read({ Passed: passed }).passed).toBeUndefined();
  });

  it.each(['y', ' Y', 'Y ', 'T', 'true', ''])('does not bend %j into a word of the vendor’s', (passed) => {
    expect(read({ Passed: passed }).passed).toBe(passed);
  });

  it('finds the face image in a JSON text and in an object', () => {
    expect(read({ ExtFaceInfo: '{"faceImg":"abc"}' }).faceImage).toBe('abc');
    expect(read({ ExtFaceInfo: { faceImg: 'abc' } }).faceImage).toBe('abc');
  });

  it('never costs a verdict over what else it holds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (info, subCode) => {
        expect(read({ Passed: 'N', ExtFaceInfo: info, SubCode: subCode }).passed).toBe('N');
      }),
    );
  });

  it('keeps no more of a sub-code than its column holds', () => {
    expect(read({ SubCode: '9'.repeat(500) }).subCode).toHaveLength(100);
  });
});
