import { describe, expect, it } from 'vitest';
import { hashDevice, hashToken, newToken, seal, TOKEN_PATTERN, unseal } from './invitation-token.js';

const REFUSED = 'unable to authenticate data';

describe('What an invitation seals', () => {
  it.each(['customer-1', '', 'Zoë 客户 👩‍💻', 'x'.repeat(5_000)])('is opened by its token: %s', (text) => {
    const token = newToken();
    expect(unseal(token, seal(token, text))).toBe(text);
  });

  it('is opened by no other token, and not by what is stored of its own', () => {
    const token = newToken();
    const sealed = seal(token, 'customer-1');

    expect(() => unseal(newToken(), sealed)).toThrow(REFUSED);
    expect(() => unseal(hashToken(token).toString('base64url'), sealed)).toThrow(REFUSED);
    expect(sealed.includes('customer-1')).toBe(false);
  });

  it('is not opened when a bit of it was changed', () => {
    const token = newToken();
    const sealed = seal(token, 'customer-1');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => unseal(token, changed)).toThrow(REFUSED);
    }
  });
});

describe('The hash of a device', () => {
  it('is the same for the same token and MetaInfo alone', () => {
    const token = newToken();
    const hash = hashDevice(token, 'a phone');

    expect(hashDevice(token, 'a phone')).toEqual(hash);
    expect(hashDevice(token, 'another phone')).not.toEqual(hash);
    expect(hashDevice(newToken(), 'a phone')).not.toEqual(hash);
  });
});

describe('The token of an invitation', () => {
  it('has 256 random bits, in letters that fit into a link', () => {
    const tokens = Array.from({ length: 100 }, newToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(TOKEN_PATTERN);
  });
});
