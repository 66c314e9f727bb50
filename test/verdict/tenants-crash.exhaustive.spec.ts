import { newMerchantBizId, type TenantAccount } from 'nestjs-id-verification';
import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import { useStage } from '../support/host/conformance-stage.js';
import { ACCESS_KEY, emulatorOptions, HURRIED } from '../support/host/library-host.js';
import { HostProcess } from '../support/process/host-process.js';
import { eventually } from '../support/runner/eventually.js';
import { failureOf } from '../support/vendor/client-failure.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const ACME = { id: 'LTAI-acme', secret: 'secret-of-acme', account: 'acme' };
const GLOBEX = { id: 'LTAI-globex', secret: 'secret-of-globex', account: 'globex' };
const ACCOUNTS: Readonly<Record<string, TenantAccount>> = {
  acme: { credentials: { accessKeyId: ACME.id, accessKeySecret: ACME.secret } },
  globex: { credentials: { accessKeyId: GLOBEX.id, accessKeySecret: GLOBEX.secret } },
};

describe('A tenant’s verification whose process is killed', () => {
  const stage = useStage('tenants_crash', { accessKeys: [ACCESS_KEY, ACME, GLOBEX] });
  let victim: HostProcess | undefined;
  afterEach(async () => {
    await victim?.kill();
    await stage.stopHosts();
    await stage.clear();
  });

  async function startVictim(): Promise<HostProcess> {
    victim = await HostProcess.start({
      databaseUrl: stage.database.url,
      options: emulatorOptions(stage.emulator.url),
      accounts: ACCOUNTS,
      clock: 'real',
      responses: 'sent',
      logs: 'none',
    });
    return victim;
  }

  /** Another process, for which the leases of the first have expired. */
  const another = (workers: boolean) =>
    stage.host(
      { ...HURRIED, accounts: (tenant) => ACCOUNTS[tenant], workers: { enabled: workers } },
      { clock: new DeliveryClock(new Date(Date.now() + 3 * 60_000)) },
    );

  function signers(action: string): unknown[] {
    return stage.emulator
      .requests({ action })
      .map(({ headers }) => /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1]);
  }

  it('during Initialize is initialized again with the account of the same tenant only', async () => {
    await stage.host();
    const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
    stage.emulator.inject({ kind: 'hang', action: 'Initialize', times: 1 });
    (await startVictim()).initializeUnattended(request, { tenant: 'acme' });
    await eventually(() => signers('Initialize').length === 1);
    await victim?.kill();

    const { service } = await another(false);
    const refused = await failureOf(service.initialize(request, { tenant: 'globex' }));
    expect(refused).toMatchObject({ code: 'parameters_conflict' });
    expect(await service.initialize(request, { tenant: 'acme' })).toMatchObject({ status: 'PENDING' });
    expect(signers('Initialize')).toEqual([ACME.id, ACME.id]);
  });

  it('gets its verdict and its erasure with the stored tenant’s account, from the workers of another process', async () => {
    await stage.host();
    const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
    const outcome = (await startVictim()).initializeUnattended(request, { tenant: 'globex' });
    await eventually(() => outcome() !== undefined);
    stage.emulator.finish(String(outcome()?.response?.['transactionId']), { passed: 'Y' });
    await victim?.kill();
    const { service } = await another(true);
    await eventually(async () => (await service.get(request.merchantBizId)).status === 'PASSED');
    await stage.stopHosts();

    stage.emulator.inject({ kind: 'hang', action: 'DeleteVerifyResult', times: 1 });
    void (await startVictim()).ask('erase', request.merchantBizId);
    await eventually(() => signers('DeleteVerifyResult').length === 1);
    await victim?.kill();
    await another(true);
    await eventually(async () => {
      const [receipt] = await stage.query(
        'SELECT state, vendor_deletion, tenant FROM id_verification_erasure',
      );
      return (
        receipt?.['state'] === 'DONE' &&
        receipt['vendor_deletion'] === 'DELETED' &&
        receipt['tenant'] === null
      );
    });
    expect(signers('CheckResult')).toEqual([GLOBEX.id]);
    expect(new Set(signers('DeleteVerifyResult'))).toEqual(new Set([GLOBEX.id]));
  });
});
