import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Credential, { Config } from '@alicloud/credentials';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CredentialSource } from './credential-source.js';
import type { CloudauthCredentialsProvider } from '../contract/credentials.js';

type Provided = Awaited<ReturnType<CloudauthCredentialsProvider['getCredential']>>;

const pair = { accessKeyId: 'id', accessKeySecret: 'secret' };

describe('credentials', () => {
  it('tell whether a static key pair is temporary', async () => {
    const temporary = { ...pair, securityToken: 'token' };

    expect(await new CredentialSource(pair).resolve()).toEqual({ ...pair, providerName: 'static_ak' });
    expect(await new CredentialSource(temporary).resolve()).toEqual({
      ...temporary,
      providerName: 'static_sts',
    });
  });

  it.each<[string, unknown, object]>([
    ['a pair', pair, { ...pair, providerName: 'custom' }],
    ['empty fields for absent ones', { ...pair, securityToken: '' }, { ...pair, providerName: 'custom' }],
    ['null for absent ones', { ...pair, securityToken: null }, { ...pair, providerName: 'custom' }],
    [
      'a token and more',
      { ...pair, securityToken: 't', type: 'sts', bearerToken: '' },
      { ...pair, securityToken: 't', providerName: 'custom' },
    ],
  ])('are read from a provider that returns %s', async (_, given, expected) => {
    const source = new CredentialSource({ getCredential: async () => given as Provided });

    expect(await source.resolve()).toEqual(expected);
  });

  it('are read from the vendor’s own providers', async () => {
    const vendors = new Credential(new Config({ type: 'sts', ...pair, securityToken: 't' }));

    expect(await new CredentialSource(vendors).resolve()).toMatchObject({ ...pair, securityToken: 't' });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'accessKeyId'],
    ['a bearer token', { type: 'bearer', bearerToken: 'b' }, 'accessKeyId'],
    ['an id without a secret', { accessKeyId: 'id' }, 'accessKeySecret'],
    ['a secret that ends in a line break', { ...pair, accessKeySecret: 'x\n' }, 'accessKeySecret'],
    ['a token that would add a header', { ...pair, securityToken: 't\r\nx: y' }, 'securityToken'],
  ])('are not taken from a provider that gives %s, which is named', async (_, given, missing) => {
    const source = new CredentialSource({ getCredential: async () => given as Provided });

    await expect(source.resolve()).rejects.toMatchObject({
      code: 'credentials_unavailable',
      message: `The credentials provider gave no usable ${missing}`,
    });
  });

  it('are asked for once by calls that come together, and anew by the next', async () => {
    const getCredential = vi.fn<() => Promise<Provided>>(async () => pair);
    const source = new CredentialSource({ getCredential });

    await Promise.all(Array.from({ length: 20 }, () => source.resolve()));
    expect(getCredential).toHaveBeenCalledTimes(1);

    await source.resolve();
    expect(getCredential).toHaveBeenCalledTimes(2);
  });

  it('fail for all concurrent calls, and are requested again by the next call', async () => {
    const getCredential = vi.fn<() => Promise<Provided>>(async () => pair);
    getCredential.mockRejectedValueOnce(Object.assign(new Error('no role'), { code: 'ENOTFOUND' }));
    const source = new CredentialSource({ getCredential });

    const together = await Promise.allSettled([source.resolve(), source.resolve()]);

    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(together[0]).toMatchObject({ reason: { message: 'The credentials provider failed (ENOTFOUND)' } });
    expect(await source.resolve()).toMatchObject(pair);
  });

  it('are requested again when a request never completes', async () => {
    let now = 0;
    const getCredential = vi.fn<() => Promise<Provided>>(async () => pair);
    getCredential.mockReturnValueOnce(new Promise(() => {}));
    const source = new CredentialSource({ getCredential }, () => now);
    void source.resolve();

    now = 30_000;

    expect(await source.resolve()).toMatchObject(pair);
  });

  it('reuse one provider of a factory as long as it works', async () => {
    const make = vi.fn<() => CloudauthCredentialsProvider>(() => ({ getCredential: async () => pair }));
    const source = new CredentialSource(make);

    await source.resolve();
    await source.resolve();

    expect(make).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => CloudauthCredentialsProvider]>([
    ['that throws', () => ({ getCredential: () => Promise.reject(new Error('sticky')) })],
    ['that gives nothing', () => ({ getCredential: async () => ({}) })],
    [
      'that cannot be made',
      () => {
        throw new Error('no configuration');
      },
    ],
  ])('use a new provider of a factory after one %s', async (_, broken) => {
    const make = vi.fn<() => CloudauthCredentialsProvider>(() => ({ getCredential: async () => pair }));
    make.mockImplementationOnce(broken);
    const source = new CredentialSource(make);

    await expect(source.resolve()).rejects.toMatchObject({ code: 'credentials_unavailable' });

    expect(await source.resolve()).toMatchObject(pair);
  });

  describe('of the vendor’s default chain, in an environment without any', () => {
    let home: string;
    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'credentials-'));
      vi.stubEnv('HOME', home);
      vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await rm(home, { recursive: true });
    });

    it('are found once the environment has them, if a factory makes the chain', async () => {
      const chain = new Credential();
      const [fixed, renewed] = [new CredentialSource(chain), new CredentialSource(() => new Credential())];
      await expect(fixed.resolve()).rejects.toMatchObject({ code: 'credentials_unavailable' });
      await expect(renewed.resolve()).rejects.toMatchObject({ code: 'credentials_unavailable' });

      vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', pair.accessKeyId);
      vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', pair.accessKeySecret);

      // The chain itself stays with the provider that failed last, which is why there is a factory.
      await expect(fixed.resolve()).rejects.toMatchObject({ code: 'credentials_unavailable' });
      expect(await renewed.resolve()).toEqual({ ...pair, providerName: 'custom' });
    });
  });
});
