import type { IdVerificationModuleOptions, TenantAccounts } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { HURRIED } from '../support/host/library-host.js';
import { accountOf, accounts, SERVING, start, useTenantStage } from '../support/host/tenants.js';
import { MINUTE_MS } from '../support/host/verdict-stage.js';
import { failureOf } from '../support/vendor/client-failure.js';

describe('A verification with a tenant', () => {
  const stage = useTenantStage('tenant_limits');

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
});
