import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { encodeParameters, percentEncode } from '../../contract/cloudauth-operation.js';
import { acs3Authorization } from './acs3-signature.js';

const canonicalQuery = (query: Record<string, string>): string =>
  encodeParameters('CheckResult', query).query;

describe('the signature', () => {
  const request = {
    method: 'POST',
    path: '/',
    query: canonicalQuery({
      RegionId: 'cn-shanghai',
      ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
    }),
    headers: {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    },
  } as const;

  it('reproduces the example that the vendor publishes', () => {
    const authorization = acs3Authorization(request, {
      accessKeyId: 'YourAccessKeyId',
      accessKeySecret: 'YourAccessKeySecret',
    });

    expect(authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
        'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
        'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });
});

describe('percent-encoding', () => {
  it('leaves only letters, digits and -_.~ as they are, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^([A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
    );
  });

  it('produces the same query for any order of the parameters', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.string({ unit: 'grapheme' })),
        (query) => {
          const reversed = Object.fromEntries(Object.entries(query).toReversed());
          expect(canonicalQuery(reversed)).toBe(canonicalQuery(query));
          expect(Object.fromEntries(new URLSearchParams(canonicalQuery(query)))).toEqual({ ...query });
        },
      ),
    );
  });
});
