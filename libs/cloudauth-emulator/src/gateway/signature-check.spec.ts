import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../responses/response.js';
import { signedRequest, type SignedRequest } from '../testing/signed-request.fixture.js';
import { NonceMemory } from './nonce-memory.js';
import { parsePairs } from '../wire/parameters.js';
import { checkSignature } from './signature-check.js';
import type { WireRequest } from '../wire/wire-request.js';

/** The example of the vendor's page on request structure and signature, version 3. */
const PUBLISHED: WireRequest = {
  method: 'POST',
  path: '/',
  query: 'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
  headers: {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-version': '2014-05-26',
    authorization:
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  },
  body: Buffer.alloc(0),
};

const KEY = { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' };

function check(request: WireRequest, now = Date.parse('2023-10-26T10:22:32Z')) {
  return checkSignature(request, parsePairs(request.query), {
    accessKeys: new Map([[KEY.id, KEY]]),
    nonces: new NonceMemory(),
    now,
  });
}

function wireOf(signed: SignedRequest): WireRequest {
  return {
    method: signed.method,
    path: '/',
    query: signed.path.slice(2),
    headers: signed.headers,
    body: Buffer.from(signed.body ?? ''),
  };
}

describe('the signature', () => {
  it("accepts the vendor's published example", () => {
    expect(check(PUBLISHED)).toBe(KEY);
  });

  it("refuses the vendor's example when one letter of a parameter is another", () => {
    const changed = { ...PUBLISHED, query: PUBLISHED.query.replace('cn-shanghai', 'cn-shanghaj') };
    expect(check(changed)).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('does not mind in which order parameters are sent', () => {
    const query = PUBLISHED.query.split('&').toReversed().join('&');
    expect(check({ ...PUBLISHED, query })).toBe(KEY);
  });

  it('accepts any parameters that were signed by the rules', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z.0-9]{1,8}$/), text()), text(), (query, body) => {
        const now = Date.now();
        const signed = signedRequest({
          host: 'h',
          query,
          body,
          accessKeyId: KEY.id,
          accessKeySecret: KEY.secret,
        });
        expect(check(wireOf(signed), now)).toBe(KEY);
      }),
    );
  });

  it('refuses any change of a value', () => {
    fc.assert(
      fc.property(text(), text(), (value, other) => {
        fc.pre(value !== other);
        const input = { host: 'h', accessKeyId: KEY.id, accessKeySecret: KEY.secret, nonce: 'n' };
        const signed = signedRequest({ ...input, query: { A: value } });
        const tampered = signedRequest({ ...input, query: { A: other } });
        const verdict = check({ ...wireOf(signed), query: wireOf(tampered).query }, Date.now());
        expect(verdict).toBeInstanceOf(Refusal);
      }),
    );
  });
});

/** Any text that UTF-8 can carry. */
function text() {
  return fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed());
}
