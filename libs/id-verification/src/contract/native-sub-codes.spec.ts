import { describe, expect, it } from 'vitest';
import { nativeSubCodes } from './native-sub-codes.js';

const codes = (...given: Parameters<typeof nativeSubCodes>) =>
  nativeSubCodes(...given).map(({ subCode }) => subCode);

describe('nativeSubCodes', () => {
  it('lists what an app may have got with a code', () => {
    expect(codes('1006', [])).toEqual(['A1006_1', 'A1006_2']);
    expect(nativeSubCodes('2002', [])).toEqual([
      { subCode: 'A2002_1', meaning: 'The device does not support NFC.' },
    ]);
  });

  it('lists the one that the log names', () => {
    expect(codes('1006', ['A1006_2', undefined])).toEqual(['A1006_2']);
  });

  it.each([undefined, '1009', '9999', '200', '100'])('lists none for %s', (code) => {
    expect(codes(code, ['200'])).toEqual([]);
  });
});
