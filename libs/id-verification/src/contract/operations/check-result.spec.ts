import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_RESULT } from './check-result.js';

const read = (result: Record<string, unknown>) =>
  CHECK_RESULT.decode({ result: { Passed: 'Y', ...result }, requestId: 'R', livemode: true });

describe('a CheckResult', () => {
  it('decodes Passed, the sub-code and the RequestId', () => {
    expect(read({ Passed: 'Y', SubCode: '200', ExtFaceInfo: '{"faceAttack":"N"}' })).toEqual({
      passed: 'Y',
      subCode: '200',
      evidence: { faceImage: undefined, fields: { ExtFaceInfo: { faceAttack: 'N' } } },
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
  ])('is unreadable with Passed %j, and its error contains the type alone', (Passed, type) => {
    expect(() => read({ Passed })).toThrow(`Passed of CheckResult is neither Y nor N (${type})`);
  });

  it('finds the face image in a JSON text and in an object', () => {
    const image = Buffer.from('image').toString('base64');
    for (const ExtFaceInfo of [
      { faceImg: image, faceQuality: 9 },
      `{"faceImg":"${image}","faceQuality":9}`,
    ]) {
      const { faceImage, fields } = read({ ExtFaceInfo }).evidence;
      expect(Buffer.from(faceImage ?? []).toString()).toBe('image');
      expect(fields).toEqual({ ExtFaceInfo: { faceQuality: 9 } });
    }
  });

  it('keeps every other field, parsed where it is JSON and as it is where not', () => {
    const result = {
      Passed: 'Y',
      ExtRiskInfo: '{"score":1}',
      ExtInfo: 'text',
      Later: { a: 1 },
      EkycResult: '',
    };
    expect(read(result).evidence.fields).toEqual({
      ExtRiskInfo: { score: 1 },
      ExtInfo: 'text',
      Later: { a: 1 },
      EkycResult: '',
    });
  });

  it('keeps the verdict whatever its other fields contain', () => {
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
