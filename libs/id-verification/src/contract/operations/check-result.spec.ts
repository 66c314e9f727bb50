import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_RESULT } from './check-result.js';

const read = (result: Record<string, unknown>) =>
  CHECK_RESULT.decode({ result: { Passed: 'Y', ...result }, requestId: 'R', livemode: true });

describe('a CheckResult', () => {
  it('gives the word, the sub-code and the RequestId', () => {
    expect(read({ Passed: 'Y', SubCode: '200', ExtFaceInfo: '{"faceAttack":"N"}' })).toEqual({
      passed: 'Y',
      subCode: '200',
      faceImage: undefined,
      requestId: 'R',
    });
  });

  it.each([
    [true, 'boolean'],
    [1, 'number'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['Y'], 'array'],
    [{ value: 'Y' }, 'object'],
    ['y', 'string of length 1'],
    [' Y', 'string of length 2'],
    ['true', 'string of length 4'],
    ['', 'string of length 0'],
  ])('of which Passed is %j is unreadable and tells the type alone', (Passed, type) => {
    expect(() => read({ Passed })).toThrow(`Passed of CheckResult is neither Y nor N (${type})`);
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

  it.each(['9'.repeat(101), 'a\0b', '<b>', { a: 1 }])('drops %j, which is no sub-code', (SubCode) => {
    expect(read({ SubCode }).subCode).toBeUndefined();
  });
});
