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
    await stage.closeHosts();
  });

  it('is final where the key is fixed', async () => {
    const { service } = await stage.host({ credentials: keyPair, retry: {} });
    stage.emulator.inject({ kind: 'vendorCode', code: 'InvalidSecurityToken.Expired', times: 1 });

    expect(await failureOf(service.initialize(request()))).toMatchObject({ code: 'signature_refused' });
    await stage.closeHosts();
  });
});
