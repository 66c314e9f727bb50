import { newMerchantBizId } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { useStage } from '../support/host/conformance-stage.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { ACCESS_KEY } from '../support/host/library-host.js';

const REFUSED = [
  'InvalidSecurityToken.Expired',
  'InvalidSecurityToken.Malformed',
  'InvalidSecurityToken.MismatchWithAccessKey',
  'MissingSecurityToken',
  'InvalidAccessKeyId.NotFound',
  'InvalidAccessKeyId.Inactive',
];

describe('A temporary access key that the gateway refuses', () => {
  const stage = useStage('renewed_credentials');
  const tenants = useStage('renewed_credentials_of_tenants', {
    accessKeys: [1, 2, 3].map((n) => ({ id: `STS.tenant${n}`, secret: `secret${n}`, account: 'acme' })),
  });
  const request = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });
  const keyPair = { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret };

  it.each(REFUSED)('as %s is resolved anew by its provider, once', async (code) => {
    let resolved = 0;
    const getCredential = async () => {
      resolved += 1;
      return keyPair;
    };
    const { service } = await stage.host({ credentials: { getCredential }, retry: {} });
    const before = resolved;

    stage.emulator.inject({ kind: 'vendorCode', code, times: 1 });
    expect(await service.initialize(request())).toMatchObject({ status: 'PENDING' });
    expect(resolved - before).toBe(2);

    stage.emulator.inject({ kind: 'vendorCode', code, times: 2 });
    expect(await failureOf(service.initialize(request()))).toMatchObject({ code: 'signature_refused' });
    expect(resolved - before).toBe(4);
    await stage.stopHosts();
  });

  it.each(REFUSED)('as %s is asked anew of the option `accounts` for a tenant, once', async (code) => {
    let current = 0;
    const keys = [1, 2, 3].map((n) => ({ accessKeyId: `STS.tenant${n}`, accessKeySecret: `secret${n}` }));
    const { service } = await tenants.host({
      accounts: () => ({ credentials: { getCredential: async () => keys[Math.min(current++, 2)]! } }),
      retry: {},
    });
    const initialize = () => service.initialize(request(), { tenant: 'acme' });

    tenants.emulator.inject({ kind: 'vendorCode', code, times: 1 });
    expect(await initialize()).toMatchObject({ status: 'PENDING' });
    expect(current).toBe(2);

    // The account has the same key as before.
    current = 2;
    tenants.emulator.inject({ kind: 'vendorCode', code, times: 1 });
    expect(await failureOf(initialize())).toMatchObject({ code: 'signature_refused' });
    expect(current).toBe(4);

    current = 0;
    tenants.emulator.inject({ kind: 'vendorCode', code, times: 2 });
    expect(await failureOf(initialize())).toMatchObject({ code: 'signature_refused' });
    expect(current).toBe(2);
    await tenants.stopHosts();
  });

  it('is final where the key is fixed', async () => {
    const { service } = await stage.host({ credentials: keyPair, retry: {} });
    stage.emulator.inject({ kind: 'vendorCode', code: 'InvalidSecurityToken.Expired', times: 1 });

    expect(await failureOf(service.initialize(request()))).toMatchObject({ code: 'signature_refused' });
    await stage.stopHosts();
  });
});
