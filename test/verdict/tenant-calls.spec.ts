import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  createCloudauthClient,
  FACE_LIVENESS,
  FACE_LIVENESS_PRO,
  type CloudauthClient,
  type IdVerificationModuleOptions,
  type VerificationFilter,
} from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { ACCESS_KEY } from '../support/host/library-host.js';
import {
  accountOf,
  accounts,
  keyOf,
  SERVING,
  signers,
  start,
  TENANT_KEYS,
  useTenantStage,
} from '../support/host/tenants.js';
import { MINUTE_MS } from '../support/host/verdict-stage.js';
import { failureOf } from '../support/vendor/client-failure.js';
import * as standIn from '../support/vendor/cloudauth-intl-stand-in.js';

/** Opens a client for each call, with the account that it is given. */
class TenantClient implements CloudauthClient {
  constructor(private readonly endpoint: string) {}

  async call(...[operation, parameters, { account, ...limits }]: Parameters<CloudauthClient['call']>) {
    const own = { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret };
    const client = createCloudauthClient({
      credentials: account?.credentials ?? own,
      endpoint: account?.endpoint.origin ?? this.endpoint,
      sandbox: true,
    });
    return client.call(operation, parameters, limits).finally(() => client.close());
  }

  async close(): Promise<void> {}
}

describe('A verification with a tenant', () => {
  const stage = useTenantStage('tenant_calls');

  it('is initialized, checked, explained and erased with its own account, by any process after a restart', async () => {
    const first = await stage.host({ ...SERVING, accounts });
    const own = [await start(first, 'acme'), await start(first, 'globex'), await start(first)];
    expect(signers(stage.emulator)['Initialize']).toEqual(
      new Set([keyOf('acme').id, keyOf('globex').id, ACCESS_KEY.id]),
    );
    await stage.stopHosts();

    for (const { transactionId } of own) stage.emulator.finish(transactionId, { passed: 'Y' });
    const second = await stage.host({ accounts, rateLimit: {} });
    await stage.clock.advance(2 * MINUTE_MS);

    expect(second.outcomes.map(({ outcome, tenant }) => [outcome, tenant])).toEqual(
      expect.arrayContaining([
        ['passed', 'acme'],
        ['passed', 'globex'],
        ['passed', undefined],
      ]),
    );
    for (const { merchantBizId } of own) {
      await second.service.explain(merchantBizId);
      const { evidence } = await second.service.check(merchantBizId, { evidence: true });
      expect(evidence).toBeDefined();
      expect(await second.service.erase(merchantBizId)).toMatchObject({ vendorDeletion: 'DELETED' });
    }
    const all = new Set([keyOf('acme').id, keyOf('globex').id, ACCESS_KEY.id]);
    expect(signers(stage.emulator)).toMatchObject({
      CheckResult: all,
      CheckVerifyLog: all,
      DeleteVerifyResult: all,
    });
    expect(stage.emulator.requests().filter(({ code }) => code === 'TransactionIdInvalid')).toEqual([]);
  });

  it('is checked with its own account after a callback, and explained after its expiry', async () => {
    const host = await stage.host({ accounts, rateLimit: {} });
    const passed = await start(host, 'acme');
    const [sent] = stage.emulator.requests({ action: 'Initialize' });
    const expired = await start(host, 'globex');
    stage.emulator.finish(passed.transactionId, { passed: 'Y' });

    await stage.call(host, `?callbackToken=${sent?.parameters['CallbackToken']}`);
    expect(await host.service.get(passed.merchantBizId)).toMatchObject({ status: 'PASSED' });
    expect(signers(stage.emulator)['CheckResult']).toEqual(new Set([keyOf('acme').id]));

    for (let minutes = 0; minutes < 70; minutes += 5) await stage.clock.advance(5 * MINUTE_MS);
    expect(await host.service.get(expired.merchantBizId)).toMatchObject({
      status: 'EXPIRED',
      dropOffReason: expect.any(String),
    });
    expect(signers(stage.emulator)['CheckVerifyLog']).toEqual(new Set([keyOf('globex').id]));
  });

  it('is called at the endpoint of its account', async () => {
    const other = await CloudauthEmulator.start({
      accessKeys: [keyOf('acme')],
      now: () => stage.clock.now().getTime(),
    });
    const host = await stage.host({
      ...SERVING,
      accounts: async () => ({ ...accountOf('acme'), endpoint: other.url }),
    });
    const { merchantBizId, transactionId } = await start(host, 'acme');
    other.finish(transactionId, { passed: 'N' });

    expect(await host.service.check(merchantBizId)).toMatchObject({ status: 'FAILED', tenant: 'acme' });
    expect(stage.emulator.requests()).toEqual([]);
    await host.close();
    await other.stop();
  });

  it.each<[string, unknown, string, Partial<IdVerificationModuleOptions>]>([
    ['that the option does not know', 'initech', 'unknownTenant', { accounts }],
    ['without the option', 'acme', 'unknownTenant', {}],
    ['with an invalid name', 'acme corp', 'matches', { accounts }],
    ['that is no text', 7, 'matches', { accounts }],
  ])('%s is refused before anything is stored or sent', async (_, tenant, rule, options) => {
    const host = await stage.host({ ...SERVING, ...options });

    const failure = await failureOf(start(host, tenant as string));

    expect(failure).toMatchObject({ code: 'invalid_request', errors: [{ field: 'tenant', rule }] });
    expect((await host.service.list()).items).toEqual([]);
    expect(stage.emulator.requests()).toEqual([]);
  });

  it('may use the products of its account only', async () => {
    const host = await stage.host({
      ...SERVING,
      products: [FACE_LIVENESS, FACE_LIVENESS_PRO],
      accounts: (tenant) => ({
        ...accountOf(tenant),
        products: [tenant === 'acme' ? 'FACE_LIVENESS_PRO' : 'FACE_IDU'],
      }),
    });
    expect(await failureOf(start(host, 'acme'))).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'productCode', rule: 'isIn' }],
    });
    // The module has no such product.
    expect(await failureOf(start(host, 'globex'))).toMatchObject({
      code: 'credentials_unavailable',
      message: expect.stringContaining('`products` must be codes of the option `products`'),
    });
    expect(stage.emulator.requests()).toEqual([]);
  });

  it('is the same request for the same tenant only', async () => {
    const host = await stage.host({ ...SERVING, accounts });
    const { merchantBizId } = await start(host, 'acme');

    expect(await start(host, 'acme', merchantBizId)).toMatchObject({ replayed: true });
    for (const other of ['globex', undefined]) {
      expect(await failureOf(start(host, other, merchantBizId))).toMatchObject({
        code: 'parameters_conflict',
      });
    }
    expect(stage.emulator.requests()).toHaveLength(1);
  });

  it('is listed by its tenant, newest first, with the other filters', async () => {
    const host = await stage.host({ ...SERVING, accounts });
    const { service } = host;
    const started: string[] = [];
    for (const tenant of ['acme', 'globex', 'acme', undefined]) {
      started.push((await start(host, tenant)).merchantBizId);
      await stage.clock.advance(1);
    }
    await service.cancel(started[0] ?? '');
    const listed = async (filter: VerificationFilter): Promise<string[]> =>
      (await service.list(filter)).items.map(({ merchantBizId }) => merchantBizId);

    expect(await listed({ tenant: 'acme' })).toEqual([started[2], started[0]]);
    expect(await listed({ tenant: 'acme', statuses: ['EXPIRED'] })).toEqual([started[0]]);
    expect(await listed({ tenant: 'initech' })).toEqual([]);
    expect(await listed({})).toHaveLength(4);
  });

  it('is called with the credentials that its account has now', async () => {
    let current = 1;
    const host = await stage.host({ ...SERVING, accounts: () => accountOf('acme', current) });
    const { merchantBizId, transactionId } = await start(host, 'acme');
    stage.emulator.finish(transactionId, { passed: 'Y' });
    current = 2;

    expect(await host.service.check(merchantBizId)).toMatchObject({ status: 'PASSED' });
    expect(signers(stage.emulator)).toEqual({
      Initialize: new Set([keyOf('acme', 1).id]),
      CheckResult: new Set([keyOf('acme', 2).id]),
    });
  });

  it.each([
    [undefined, 'credentials_unavailable'],
    ['uid-of-acme', 'transaction_invalid'],
  ])(
    'whose AccessKey was rotated is unknown to the vendor: with the accountId %s that is %s',
    async (accountId, code) => {
      let current = 1;
      const host = await stage.host({
        ...SERVING,
        accounts: () => ({ ...accountOf('acme', current), accountId }),
      });
      const { merchantBizId } = await start(host, 'acme');
      current = 2;
      stage.emulator.reset();

      expect(await failureOf(host.service.check(merchantBizId))).toMatchObject({ code });
    },
  );

  it.each([
    ['the vendor’s SDK', () => ({ sdk: standIn })],
    ['a client of the host', (endpoint: string) => new TenantClient(endpoint)],
  ])('is called with its own account by %s', async (_, client) => {
    // These clients date their requests by the clock of the machine.
    const emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY, ...TENANT_KEYS] });
    const { url: endpoint } = emulator;
    const host = await stage.host({ ...SERVING, accounts, endpoint, client: client(endpoint) });

    for (const tenant of ['acme', 'globex', undefined]) await start(host, tenant);

    const keys = [keyOf('acme').id, keyOf('globex').id, ACCESS_KEY.id];
    expect(signers(emulator)['Initialize']).toEqual(new Set(keys));
    await host.close();
    await emulator.stop();
  });
});
