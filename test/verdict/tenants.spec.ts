import { inspect } from 'node:util';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  createCloudauthClient,
  FACE_LIVENESS,
  FACE_LIVENESS_PRO,
  newMerchantBizId,
  type CloudauthClient,
  type IdVerificationModuleOptions,
  type TenantAccount,
  type TenantAccounts,
  type VerificationFilter,
} from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { ACCESS_KEY, HURRIED } from '../support/host/library-host.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';
import * as standIn from '../support/vendor/cloudauth-intl-stand-in.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const keyOf = (tenant: string, n = 1) => ({
  id: `LTAI-${tenant}-${n}`,
  secret: `secret-of-${tenant}-${n}`,
  account: tenant,
});
const KEYS = [keyOf('acme'), keyOf('acme', 2), keyOf('globex')];

const accountOf = (tenant: string, n = 1): TenantAccount => {
  const { id, secret } = keyOf(tenant, n);
  return { credentials: { accessKeyId: id, accessKeySecret: secret } };
};
const ACCOUNTS: Readonly<Record<string, TenantAccount>> = {
  acme: accountOf('acme'),
  globex: accountOf('globex'),
};
const accounts: TenantAccounts = (tenant) => ACCOUNTS[tenant];
const SERVING = { workers: { enabled: false } } as const;

/** The keys that signed an emulator's requests, by operation. */
function signers(emulator: CloudauthEmulator): Record<string, Set<string | undefined>> {
  const keys: Record<string, Set<string | undefined>> = {};
  for (const { action = '', headers } of emulator.requests()) {
    (keys[action] ??= new Set()).add(/Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1]);
  }
  return keys;
}

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
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('tenants', { accessKeys: [ACCESS_KEY, ...KEYS] });
  });
  afterEach(async () => {
    await stage.clear();
    stage.emulator.reset();
  });
  afterAll(() => stage.close());

  async function start({ service }: VerdictHost, tenant?: string, merchantBizId = newMerchantBizId()) {
    return service.initialize({ ...MINIMAL_REQUEST, merchantBizId }, { tenant });
  }

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

  it.each<[string, string, Partial<IdVerificationModuleOptions>]>([
    [
      'throws',
      'The option `accounts` failed (Error)',
      { accounts: () => Promise.reject(new Error(`password ${keyOf('acme').secret}`)) },
    ],
    [
      'hangs',
      'The option `accounts` did not return within 500 ms, a third of `deadlineMs`',
      { ...HURRIED, accounts: () => new Promise(() => undefined) },
    ],
    ['no longer knows it', 'The tenant is unknown', { accounts: () => undefined }],
    [
      'returns an invalid account',
      'The option `accounts` returned an invalid account',
      { accounts: () => ({ credentials: { accessKeyId: 'a b' } }) as never },
    ],
    ['is no longer set', 'The tenant is unknown', { accounts: undefined, rateLimit: false }],
  ])('is checked later when the option %s, and holds up no other', async (_, message, broken) => {
    const first = await stage.host({ ...SERVING, accounts });
    const stuck = [];
    for (let n = 0; n < 12; n += 1) stuck.push(await start(first, 'acme'));
    await stage.clock.advance(1_000);
    const other = await start(first);
    await stage.stopHosts();
    for (const { transactionId } of [...stuck, other]) stage.emulator.finish(transactionId, { passed: 'Y' });

    const worker = await stage.host({ rateLimit: {}, ...broken });
    await stage.clock.advance(2 * MINUTE_MS);

    expect(worker.outcomes.map(({ merchantBizId }) => merchantBizId)).toEqual([other.merchantBizId]);
    const failure = await failureOf(worker.service.explain(stuck[0]!.merchantBizId));
    expect(failure).toMatchObject({ code: 'credentials_unavailable', retryAfterMs: expect.any(Number) });
    const logged = JSON.stringify(stage.log.lines);
    expect(logged).toContain('account_unavailable tenant=acme');
    expect(failure.message).toContain(message);
    for (const text of [logged, inspect(failure, { depth: Infinity, showHidden: true })]) {
      expect(text).not.toContain(keyOf('acme').secret);
    }
    await stage.stopHosts();

    const repaired = await stage.host({ rateLimit: {}, accounts });
    await stage.clock.advance(5 * MINUTE_MS);
    expect(repaired.outcomes).toHaveLength(stuck.length);
  });

  it('does not expire where its account turns out to be another one, whatever the others’ accounts respond', async () => {
    const first = await stage.host({ ...SERVING, accounts });
    const mistaken = [];
    for (let n = 0; n < 6; n += 1) mistaken.push(await start(first, 'acme'));
    await stage.stopHosts();

    const host = await stage.host({ accounts: () => accountOf('globex') });
    await stage.clock.advance(20 * MINUTE_MS);
    for (let minutes = 20; minutes < 80; minutes += 5) {
      const { transactionId } = await start(host, 'globex');
      stage.emulator.finish(transactionId, { passed: 'Y' });
      await stage.clock.advance(5 * MINUTE_MS);
    }

    expect(host.outcomes.length).toBeGreaterThan(5);
    expect(new Set(host.outcomes.map(({ tenant }) => tenant))).toEqual(new Set(['globex']));
    for (const { merchantBizId } of mistaken) {
      expect(await host.service.get(merchantBizId)).toMatchObject({ status: 'PENDING' });
    }
    expect(JSON.stringify(stage.log.lines)).toContain('code=credentials_unavailable');
  });

  it('does not expire after its account was replaced, although the new one responds, and ends with the old one', async () => {
    const first = await stage.host({ ...SERVING, accounts });
    const old = await start(first, 'acme');
    stage.emulator.finish(old.transactionId, { passed: 'Y' });
    await stage.stopHosts();

    const host = await stage.host({ accounts: () => accountOf('globex') });
    for (let minutes = 0; minutes < 80; minutes += 5) {
      const { transactionId } = await start(host, 'acme');
      stage.emulator.finish(transactionId, { passed: 'Y' });
      await stage.clock.advance(5 * MINUTE_MS);
    }
    expect(host.outcomes.length).toBeGreaterThan(5);
    await expect(host.service.check(old.merchantBizId)).rejects.toMatchObject({
      code: 'credentials_unavailable',
      nothingSent: false,
    });
    expect(await host.service.get(old.merchantBizId)).toMatchObject({ status: 'PENDING' });
    await stage.stopHosts();

    const restored = await stage.host({ accounts });
    await stage.clock.advance(20 * MINUTE_MS);
    expect(await restored.service.get(old.merchantBizId)).toMatchObject({ status: 'PASSED' });
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

  it('is explained with the account of Initialize only, after its expiry too', async () => {
    const first = await stage.host({ ...SERVING, accounts });
    const { merchantBizId } = await start(first, 'acme');
    const worker = await stage.host({ accounts });
    for (let minutes = 0; minutes < 45; minutes += 5) await stage.clock.advance(5 * MINUTE_MS);
    expect(await worker.service.get(merchantBizId)).toMatchObject({ reason: 'not_finished' });
    await stage.stopHosts();

    const replaced = await stage.host({ accounts: () => accountOf('globex') });
    for (let minutes = 0; minutes < 30; minutes += 5) await stage.clock.advance(5 * MINUTE_MS);
    expect(stage.emulator.requests({ action: 'CheckVerifyLog' })).not.toEqual([]);
    await expect(replaced.service.explain(merchantBizId)).rejects.toMatchObject({
      code: 'credentials_unavailable',
      nothingSent: false,
    });
    await stage.stopHosts();

    const restored = await stage.host({ accounts });
    for (let minutes = 0; minutes < 30; minutes += 5) await stage.clock.advance(5 * MINUTE_MS);
    expect(await restored.service.get(merchantBizId)).toMatchObject({ dropOffReason: expect.any(String) });
  });

  it('has a rate limit of its own', async () => {
    const host = await stage.host({
      ...SERVING,
      ...HURRIED,
      rateLimit: { perSecond: 7 },
      accounts: (tenant) => ({
        ...accountOf(tenant),
        ...(tenant === 'acme' && { rateLimit: { perSecond: 1 } }),
      }),
    });
    await start(host, 'acme');
    expect(await failureOf(start(host, 'acme'))).toMatchObject({ code: 'rate_limited' });
    await start(host, 'globex');
    await start(host);

    const limits: unknown = await host.dataSource.query(
      `SELECT account, per_second FROM id_verification_rate_limit WHERE operation = 'Initialize' ORDER BY account`,
    );
    expect(limits).toEqual([
      { account: 'acme', per_second: 1 },
      { account: 'default', per_second: 7 },
      { account: 'globex', per_second: 10 },
    ]);
  });

  it('has the smallest rate limit of its account where tenants name different ones, and by default that of the option', async () => {
    const perSecond: Record<string, number> = { acme: 2, globex: 3 };
    const host = await stage.host({
      ...SERVING,
      ...HURRIED,
      rateLimit: { account: 'shared', perSecond: 4 },
      accounts: (tenant) => ({
        ...accountOf(tenant),
        rateLimit: { account: 'shared', perSecond: perSecond[tenant] },
      }),
    });
    const limit = async (): Promise<unknown> =>
      host.dataSource.query(`SELECT per_second FROM id_verification_rate_limit WHERE account = 'shared'`);

    delete perSecond['globex'];
    await start(host, 'globex');
    expect(await limit()).toEqual([{ per_second: 4 }]);
    perSecond['globex'] = 3;
    await start(host, 'acme');
    expect(await limit()).toEqual([{ per_second: 2 }]);
    for (const tenant of ['globex', undefined]) {
      expect(await failureOf(start(host, tenant))).toMatchObject({ code: 'rate_limited' });
    }
    expect(await limit()).toEqual([{ per_second: 2 }]);
  });

  it('waits for permits of its own limit without holding up the checks of others', async () => {
    const first = await stage.host({ ...SERVING, accounts });
    const many = [];
    for (let n = 0; n < 12; n += 1) many.push(await start(first, 'acme'));
    await stage.clock.advance(1_000);
    const other = await start(first, 'globex');
    await stage.stopHosts();
    for (const { transactionId } of [...many, other]) stage.emulator.finish(transactionId, { passed: 'Y' });

    const worker = await stage.host({
      rateLimit: {},
      accounts: (tenant) => ({
        ...accountOf(tenant),
        rateLimit: { perSecond: tenant === 'acme' ? 1 : 10 },
      }),
    });
    await stage.clock.advance(2 * MINUTE_MS);

    const passed = worker.outcomes.map(({ tenant }) => tenant);
    expect(passed.filter((tenant) => tenant === 'globex')).toHaveLength(1);
    expect(passed.filter((tenant) => tenant === 'acme').length).toBeLessThan(3);
    expect(JSON.stringify(stage.log.lines)).not.toContain('check_failed');
  });

  it('is checked by a caller whose worker has just claimed it without a permit', async () => {
    const slow: Partial<IdVerificationModuleOptions> = {
      rateLimit: {},
      accounts: (tenant) => ({ ...accountOf(tenant), rateLimit: { perSecond: 1 } }),
    };
    const host = await stage.host({ ...slow, ...SERVING });
    const two = [await start(host, 'acme')];
    await stage.clock.advance(2_000);
    two.push(await start(host, 'acme'));
    for (const { transactionId } of two) stage.emulator.finish(transactionId, { passed: 'Y' });
    const worker = await stage.host(slow);
    await stage.clock.advance(2 * MINUTE_MS);
    expect(worker.outcomes).toHaveLength(1);
    const left = two.find(({ merchantBizId }) => merchantBizId !== worker.outcomes[0]?.merchantBizId);

    let ended: string | undefined;
    const checking = host.service.check(left!.merchantBizId).then(({ status }) => (ended = status));
    // The caller waits for its own permit.
    await expect.poll(() => stage.clock.advance(10).then(() => ended)).toBeDefined();

    expect(await checking).toBe('PASSED');
  });

  it.each<[string, TenantAccounts, string]>([
    ['no permit', (tenant) => ({ ...accountOf(tenant), rateLimit: { perSecond: 1 } }), 'rate_limited'],
    ['no account', () => undefined, 'credentials_unavailable'],
  ])('is not reported as PENDING to a second caller when the first got %s', async (_, broken, code) => {
    const first = await stage.host({ ...SERVING, accounts });
    const [one, other] = [await start(first, 'acme'), await start(first, 'acme')];
    const { service } = await stage.host({ ...SERVING, ...HURRIED, rateLimit: {}, accounts: broken });
    // Takes the permit.
    await service.check(other.merchantBizId).catch(() => undefined);

    for (const _ of [1, 2]) {
      expect(await failureOf(service.check(one.merchantBizId))).toMatchObject({ code });
    }
  });

  it.each(['evidence', 'log of an expiry', 'erasure'])(
    'has each %s in its turn where its account has no permit, which is no attempt',
    async (kind) => {
      const first = await stage.host({ ...SERVING, accounts });
      const own = [];
      for (const tenant of ['acme', 'acme', 'acme', 'globex']) {
        const one = await start(first, tenant);
        stage.emulator.finish(one.transactionId, { passed: 'Y' });
        const end = kind === 'log of an expiry' ? 'cancel' : 'check';
        await first.service[end](one.merchantBizId);
        own.push(one.merchantBizId);
      }
      const limited = {
        ...HURRIED,
        rateLimit: {},
        accounts: (tenant: string) => ({
          ...accountOf(tenant),
          rateLimit: { account: `${tenant}-${kind.length}`, perSecond: tenant === 'acme' ? 1 : 10 },
        }),
        evidence: 'always',
        evidenceSink: { receive: async () => undefined },
      } as const;
      if (kind === 'erasure') {
        const { service } = await stage.host({ ...SERVING, ...limited });
        for (const merchantBizId of own) await service.erase(merchantBizId);
      }
      const set = 'UPDATE id_verification SET next_follow_up_at = $1';
      await first.dataSource.query(set, [stage.clock.databaseNow()]);
      await stage.stopHosts();
      const { dataSource } = await stage.host(limited);
      const attempts = async (): Promise<unknown> =>
        dataSource.query(
          kind === 'erasure'
            ? `SELECT tenant, attempts FROM id_verification_erasure WHERE state <> 'DONE'`
            : `SELECT tenant, follow_up_attempts AS attempts FROM id_verification WHERE next_follow_up_at IS NOT NULL`,
        );

      // The caller of an erasure has the first attempt.
      const rejected = { tenant: 'acme', attempts: kind === 'erasure' ? 1 : 0 };
      expect(await attempts()).toEqual([rejected, rejected]);
      await expect.poll(() => stage.clock.advance(20_000).then(attempts)).toEqual([]);
    },
  );

  it('does not open the circuit of others when its endpoint is down', async () => {
    const host = await stage.host({
      ...SERVING,
      retry: false,
      circuitBreaker: { windowSize: 2 },
      accounts: (tenant) => ({
        ...accountOf(tenant),
        ...(tenant === 'acme' && { endpoint: 'http://127.0.0.1:1' }),
      }),
    });
    for (const code of ['vendor_unreachable', 'circuit_open']) {
      expect(await failureOf(start(host, 'acme'))).toMatchObject({ code });
    }

    expect(await start(host, 'globex')).toMatchObject({ status: 'PENDING' });
    expect((await host.service.health()).vendor.circuitBreaker).toBe('closed');
  });

  it('is checked while the circuit of the options’ endpoint is open', async () => {
    const host = await stage.host({
      endpoint: 'http://127.0.0.1:1',
      retry: false,
      circuitBreaker: { windowSize: 2, halfOpenAfterMs: 600_000 },
      accounts: (tenant) => ({ ...accountOf(tenant), endpoint: stage.emulator.url }),
    });
    const { transactionId } = await start(host, 'acme');
    expect(await failureOf(start(host))).toMatchObject({ code: 'vendor_unreachable' });
    expect((await host.service.health()).vendor.circuitBreaker).toBe('open');

    stage.emulator.finish(transactionId, { passed: 'Y' });
    await stage.clock.advance(2 * MINUTE_MS);

    expect(host.outcomes).toMatchObject([{ outcome: 'passed', tenant: 'acme' }]);
  });

  it.each([
    ['the vendor’s SDK', () => ({ sdk: standIn })],
    ['a client of the host', (endpoint: string) => new TenantClient(endpoint)],
  ])('is called with its own account by %s', async (_, client) => {
    // These clients date their requests by the clock of the machine.
    const emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY, ...KEYS] });
    const { url: endpoint } = emulator;
    const host = await stage.host({ ...SERVING, accounts, endpoint, client: client(endpoint) });

    for (const tenant of ['acme', 'globex', undefined]) await start(host, tenant);

    const keys = [keyOf('acme').id, keyOf('globex').id, ACCESS_KEY.id];
    expect(signers(emulator)['Initialize']).toEqual(new Set(keys));
    await host.close();
    await emulator.stop();
  });
});
