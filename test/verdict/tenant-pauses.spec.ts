import { inspect } from 'node:util';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { HURRIED } from '../support/host/library-host.js';
import { accountOf, accounts, keyOf, SERVING, start, useTenantStage } from '../support/host/tenants.js';
import { MINUTE_MS } from '../support/host/verdict-stage.js';
import { failureOf } from '../support/vendor/client-failure.js';

describe('A verification with a tenant', () => {
  const stage = useTenantStage('tenant_pauses');

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
});
