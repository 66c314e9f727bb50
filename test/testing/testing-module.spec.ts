import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  IdVerificationHealthIndicator,
  IdVerificationService,
  OnVerificationOutcome,
  type EvidenceSink,
  type IdVerificationModuleOptions,
  type InitializeVerificationDto,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import {
  EXPIRED_AFTER_MS,
  IdVerificationTestingModule,
  ScriptedVendor,
  signedCallbackUrl,
  TestClock,
  type IdVerificationTestingOptions,
} from 'nestjs-id-verification/testing';
import type { EntityManager } from 'typeorm';
import { afterEach, expect, describe, it, vi } from 'vitest';

const REQUEST = {
  productCode: 'FACE_LIVENESS',
  merchantBizId: 'order1',
  merchantUserId: 'customer-1',
  metaInfo: '{"deviceType":"h5"}',
} as const;

@Injectable()
class Onboarding {
  readonly outcomes: VerificationOutcome[] = [];

  @OnVerificationOutcome('all', { name: 'in-memory-onboarding' })
  async decide(outcome: VerificationOutcome, manager: EntityManager) {
    this.outcomes.push(outcome);
    await manager.query('UPDATE onboarding', [outcome.outcome]);
  }
}

describe('The testing module', () => {
  const query = vi.fn<() => Promise<never>>();
  let stop = async (): Promise<void> => undefined;
  afterEach(async () => {
    query.mockReset();
    await stop();
  });

  async function host(
    options: IdVerificationTestingOptions & { options?: Partial<IdVerificationModuleOptions> } = {},
  ) {
    const imports = [IdVerificationTestingModule.forRoot({ manager: { query }, ...options })];
    const app = (
      await Test.createTestingModule({ imports, providers: [Onboarding] }).compile()
    ).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    stop = () => app.close();
    return { app, service: app.get(IdVerificationService), onboarding: app.get(Onboarding) };
  }

  it('resolves the account of a tenant as in production', async () => {
    let isKnown = true;
    const { service, onboarding } = await host({
      vendor: new ScriptedVendor({ passed: 'Y' }),
      options: {
        accounts: (tenant) =>
          isKnown && tenant === 'acme'
            ? { credentials: { accessKeyId: 'acme-id', accessKeySecret: 'acme-secret' } }
            : undefined,
      },
    });
    await expect(service.initialize(REQUEST, { tenant: 'globex' })).rejects.toMatchObject({
      errors: [{ field: 'tenant', rule: 'unknownTenant' }],
    });
    await service.initialize(REQUEST, { tenant: 'acme' });

    isKnown = false;
    await expect(service.check(REQUEST.merchantBizId)).rejects.toMatchObject({
      code: 'credentials_unavailable',
    });
    isKnown = true;
    expect(await service.check(REQUEST.merchantBizId)).toMatchObject({ status: 'PASSED', tenant: 'acme' });
    expect(onboarding.outcomes).toMatchObject([{ outcome: 'passed', tenant: 'acme' }]);
    expect(await service.erase(REQUEST.merchantBizId)).toMatchObject({ vendorDeletion: 'DELETED' });
  });

  it.each([
    [{ passed: 'Y' }, { outcome: 'passed', reason: 'verified' }],
    [{ passed: 'N' }, { outcome: 'failed', reason: 'liveness_risk' }],
    [
      { passed: 'N', subCode: '206' },
      { outcome: 'failed', subCode: '206' },
    ],
  ] as const)(
    'delivers the scripted verdict %j to the handlers before check resolves',
    async (verdict, seen) => {
      const vendor = new ScriptedVendor();
      const { service, onboarding } = await host({ vendor });
      const { transactionId } = await service.initialize(REQUEST, { metadata: { order: '7' } });
      expect(await service.check('order1')).toMatchObject({ status: 'PENDING' });

      vendor.finish(transactionId, verdict);
      await service.check('order1');

      expect(onboarding.outcomes).toMatchObject([
        { ...seen, merchantBizId: 'order1', metadata: { order: '7' } },
      ]);
      expect(query).toHaveBeenCalledExactlyOnceWith('UPDATE onboarding', [seen.outcome]);
    },
  );

  it('expires an unfinished verification when the clock is moved', async () => {
    const clock = new TestClock();
    const { service, onboarding } = await host({ clock });
    await service.initialize(REQUEST);

    clock.advance(EXPIRED_AFTER_MS);
    expect(await service.runDueWork()).toEqual({ completed: true, failed: [] });

    expect(onboarding.outcomes).toMatchObject([{ outcome: 'expired', reason: 'not_finished' }]);
    expect(await service.get('order1')).toMatchObject({ status: 'EXPIRED' });
  });

  it('validates and replays requests as the library does', async () => {
    const { service } = await host();
    const first = await service.initialize(REQUEST);

    expect(await service.initialize(REQUEST)).toEqual({ ...first, replayed: true });
    await expect(service.initialize({ ...REQUEST, sceneCode: 'x' })).rejects.toMatchObject({
      code: 'parameters_conflict',
    });
    await expect(
      service.initialize({ ...REQUEST, metaInfo: '' } as InitializeVerificationDto),
    ).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field: 'metaInfo' }] });
  });

  it('limits attempts per user, and allows another one after the window', async () => {
    const clock = new TestClock();
    const { service } = await host({
      clock,
      options: { maxAttemptsPerUser: { count: 1, windowMs: 60_000 } },
    });
    await service.initialize(REQUEST);

    const second = { ...REQUEST, merchantBizId: 'order2' };
    await expect(service.initialize(second)).rejects.toMatchObject({ retryAfterMs: 60_000 });
    clock.advance(60_000);
    expect(await service.initialize(second)).toMatchObject({ replayed: false });
  });

  it.each([
    ['vendor_timeout', { status: 'INITIALIZING' }],
    ['parameters_refused', { status: 'REJECTED', reason: 'refused' }],
  ] as const)('fails initialize with an injected %s, and starts anew afterwards', async (code, left) => {
    const vendor = new ScriptedVendor();
    const { service } = await host({ vendor });

    vendor.inject(code);
    await expect(service.initialize(REQUEST)).rejects.toMatchObject({ code });

    expect(await service.get('order1')).toMatchObject(left);
    expect(await service.initialize(REQUEST)).toMatchObject({ status: 'PENDING' });
  });

  it('lists pages, newest first, by status and user', async () => {
    const vendor = new ScriptedVendor({ passed: 'Y' });
    const clock = new TestClock();
    const { service } = await host({ vendor, clock });
    for (const merchantBizId of ['a', 'b', 'c']) {
      await service.initialize({ ...REQUEST, merchantBizId, merchantUserId: merchantBizId });
      clock.advance(1);
    }
    await service.check('b');

    const idsOf = ({ items }: { items: readonly { merchantBizId: string }[] }) =>
      items.map(({ merchantBizId }) => merchantBizId);
    const first = await service.list({ limit: 2 });
    expect(idsOf(first)).toEqual(['c', 'b']);
    expect(idsOf(await service.list({ cursor: first.nextCursor }))).toEqual(['a']);
    expect(idsOf(await service.list({ statuses: ['PASSED'] }))).toEqual(['b']);
    expect(idsOf(await service.list({ merchantUserId: 'c' }))).toEqual(['c']);
  });

  it('tells the history of a verification, with operators', async () => {
    const vendor = new ScriptedVendor();
    const { service } = await host({ vendor });
    await service.initialize(REQUEST);
    await service.check('order1', { actor: 'operator', reason: 'ticket' });
    await service.cancel('order1', { actor: 'another' });

    const history = await service.history('order1');

    expect(history.map(({ type, by }) => [type, by?.actor])).toEqual([
      ['created', undefined],
      ['initialized', undefined],
      ['check_requested', 'operator'],
      ['checked', undefined],
      ['ended', 'another'],
      ['delivered', undefined],
    ]);
    expect(history[4]).toMatchObject({ status: 'EXPIRED', reason: 'canceled' });
    await expect(service.history('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('hands evidence to the sink, again after a failure', async () => {
    const receive = vi.fn<EvidenceSink['receive']>().mockRejectedValueOnce(new TypeError('no room'));
    const clock = new TestClock();
    const options = { evidence: 'always', evidenceSink: { receive } } as const;
    const { service } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }), clock, options });
    await service.initialize(REQUEST);
    await service.check('order1');
    await expect.poll(async () => (await service.health()).work?.evidence.pending).toBe(1);
    await expect.poll(() => receive.mock.calls.length).toBe(1);

    clock.advance(10_000);
    await service.runDueWork();

    expect(receive).toHaveBeenCalledTimes(2);
    expect((await service.history('order1')).at(-2)).toMatchObject({ type: 'delivered' });
    expect((await service.history('order1')).at(-1)).toMatchObject({ type: 'evidence_delivered' });
  });

  it('cancels once, and not what has ended', async () => {
    const { service, onboarding } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }) });
    await service.initialize(REQUEST);
    await service.initialize({ ...REQUEST, merchantBizId: 'order2' });
    await service.check('order2');

    expect(await service.cancel('order1')).toMatchObject({ status: 'EXPIRED', reason: 'canceled' });
    await service.cancel('order1');
    await expect(service.cancel('order2')).rejects.toMatchObject({ code: 'verification_ended' });
    expect(onboarding.outcomes.map(({ outcome }) => outcome)).toEqual(['passed', 'expired']);
  });

  it('keeps changed metadata', async () => {
    const { service } = await host();
    await service.initialize(REQUEST);
    await service.updateMetadata('order1', { order: '8' });

    expect(await service.get('order1')).toMatchObject({ metadata: { order: '8' } });
  });

  it('checks on a signed callback, and on no other', async () => {
    const { app, service, onboarding } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }) });
    const verification = await service.initialize(REQUEST);
    const signed = await signedCallbackUrl(app, verification);
    const call = (search: string) =>
      fetch(new URL(signed.pathname + search, `http://127.0.0.1:${app.getHttpServer().address().port}`));

    await call('?callbackToken=forged');
    await service.runDueWork();
    expect(onboarding.outcomes).toEqual([]);

    expect((await call(signed.search)).status).toBe(200);
    await expect.poll(() => service.runDueWork().then(() => onboarding.outcomes.length)).toBe(1);
  });

  it('erases what has ended, and by force what is open, with a receipt', async () => {
    const { service, onboarding } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }) });
    await service.initialize(REQUEST);
    await expect(service.erase('order1')).rejects.toMatchObject({ code: 'verification_open' });
    await service.check('order1');

    const receipt = await service.erase('order1');

    expect(receipt).toMatchObject({ vendorDeletion: 'DELETED', erasedAt: expect.any(Date) });
    expect(await service.erase('order1')).toEqual(receipt);
    await expect(service.get('order1')).rejects.toMatchObject({ code: 'not_found' });
    await service.initialize({ ...REQUEST, merchantBizId: 'order2' });
    expect(await service.erase('order2', { force: true })).toMatchObject({ vendorDeletion: 'DELETED' });
    expect(onboarding.outcomes).toMatchObject([
      { outcome: 'passed' },
      { outcome: 'expired', reason: 'erased' },
    ]);
  });

  it('retries a failed deletion at the vendor by runDueWork', async () => {
    const vendor = new ScriptedVendor({ passed: 'Y' });
    const clock = new TestClock();
    const { service } = await host({ vendor, clock });
    await service.initialize(REQUEST);
    await service.check('order1');
    vendor.inject('vendor_timeout');
    expect(await service.erase('order1')).toMatchObject({ vendorDeletion: 'PENDING' });

    clock.advance(60_000);
    await service.runDueWork();

    expect(await service.erase('order1')).toMatchObject({ vendorDeletion: 'DELETED' });
  });

  it('is ready, and reports the health of what is stored', async () => {
    const clock = new TestClock();
    const { app, service } = await host({ clock });
    await service.initialize(REQUEST);
    clock.advance(6 * 60_000);

    expect(await app.get(IdVerificationHealthIndicator).isReady('database')).toEqual({
      database: { status: 'up' },
    });
    expect(await service.health()).toMatchObject({
      status: 'up',
      database: { status: 'up' },
      work: { backlog: { due: 1, oldestMs: 4 * 60_000 }, deliveries: { pending: 0 }, rateLimit: [] },
    });
  });

  it('counts verifications', async () => {
    const clock = new TestClock();
    const { service } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }), clock });
    const from = clock.now();
    await service.initialize(REQUEST);
    await service.initialize({ ...REQUEST, merchantBizId: 'order2', merchantUserId: 'customer-2' });
    clock.advance(8_000);
    await service.check('order1');
    const range = { from, before: clock.now() };

    expect(await service.statistics(range)).toMatchObject({
      total: 2,
      byStatus: { PASSED: 1, PENDING: 1 },
      byReason: { verified: 1 },
      passRate: 1,
      secondsToVerdict: { median: 8 },
    });
    expect(await service.statistics({ ...range, merchantUserId: 'customer-2' })).toMatchObject({ total: 1 });
    expect(await service.statisticsOverTime({ ...range, bucket: 'hour' })).toMatchObject([{ total: 2 }]);
  });

  it('redelivers an outcome to a handler that threw, once', async () => {
    const { service, onboarding } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }) });
    await service.initialize(REQUEST);
    query.mockRejectedValueOnce(new TypeError('no table'));
    await expect(service.check('order1')).rejects.toThrow('no table');
    expect(await service.listDeliveries({ state: 'PENDING' })).toMatchObject({
      items: [{ handler: 'in-memory-onboarding', attempts: 1, lastError: 'TypeError' }],
    });

    await expect(service.redeliver('order1', 'another')).rejects.toMatchObject({ code: 'not_found' });
    await service.redeliver('order1');
    await expect(service.redeliver('order1')).rejects.toMatchObject({ code: 'not_found' });

    expect(onboarding.outcomes).toHaveLength(2);
    expect(query).toHaveBeenCalledTimes(2);
    expect((await service.listDeliveries({ state: 'PENDING' })).items).toEqual([]);
  });

  it('keeps a verification from erasure while an outcome is pending, until its handler is unregistered', async () => {
    const { service } = await host({ vendor: new ScriptedVendor({ passed: 'Y' }) });
    await service.initialize(REQUEST);
    query.mockRejectedValueOnce(new TypeError('no table'));
    await expect(service.check('order1')).rejects.toThrow('no table');
    expect(await service.erase('order1')).toMatchObject({ erasedAt: undefined });

    await service.unregisterHandler('in-memory-onboarding');
    await service.runDueWork();

    expect(await service.erase('order1')).toMatchObject({ erasedAt: expect.any(Date) });
    await expect(service.unregisterHandler('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });
});
