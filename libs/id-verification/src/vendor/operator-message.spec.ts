import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operatorMessage } from './operator-message.js';

const META_INFO = '{"deviceType":"ios","deviceModel":"iPhone 15","owner":"Ann Example"}';

describe('the message for operators', () => {
  it('keeps the vendor’s words and names the parameters that it mentions', () => {
    const sent = {
      MetaInfo: META_INFO,
      CallbackUrl: 'https://callback.test/path',
      ProductCode: 'FACE_LIVENESS',
    };
    expect(operatorMessage('The parameter CallbackUrl is not reachable, see MetaInfo.', sent)).toEqual({
      vendorMessage: 'The parameter CallbackUrl is not reachable, see MetaInfo.',
      parameters: 'MetaInfo,CallbackUrl',
    });
  });

  it.each([
    ['the value', (value: string) => value],
    ['its percent-encoding', encodeURIComponent],
    ['its JSON text', (value: string) => JSON.stringify(value)],
    ['its upper case', (value: string) => value.toUpperCase()],
    ['its first half', (value: string) => value.slice(0, value.length / 2)],
    ['one of its words', () => 'Example'],
  ])('redacts %s', (_, form) => {
    const { vendorMessage } = operatorMessage(`Invalid: ${form(META_INFO)}!`, { MetaInfo: META_INFO });
    expect(vendorMessage).toMatch(/^Invalid:.*\[redacted\]/);
    expect(vendorMessage).not.toMatch(/Example|iPhone|ios/i);
  });

  it('redacts opaque texts and is bounded', () => {
    const { vendorMessage } = operatorMessage(`Token LTAI5tAbCdEfGhIjKlMnOpQr ${'word '.repeat(500)}`, {});
    expect(vendorMessage).toMatch(/^Token \[redacted\] word/);
    expect(vendorMessage.length).toBeLessThanOrEqual(200);
  });

  it('contains no value of any message that quotes it', () => {
    const text = fc.string({ minLength: 6, maxLength: 80, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.string({ maxLength: 300 }), (value, other, around) => {
        const sent = { MerchantUserId: value, SceneCode: other };
        const { vendorMessage } = operatorMessage(`${around}${value}${other}`, sent);
        expect(vendorMessage.replaceAll('[redacted]', '\0')).not.toContain(value);
        expect(vendorMessage.replaceAll('[redacted]', '\0')).not.toContain(other);
      }),
    );
  });
});
