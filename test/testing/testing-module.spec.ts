import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  IdVerificationService,
  OnVerificationOutcome,
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
    options: IdVerificationTestingOptions & { options?: { maxAttemptsPerUser: object } } = {},
  ) {
    const imports = [IdVerificationTestingModule.forRoot({ manager: { query }, ...(options as object) })];
    const app = (
      await Test.createTestingModule({ imports, providers: [Onboarding] }).compile()
    ).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    stop = () => app.close();
    return { app, service: app.get(IdVerificationService), onboarding: app.get(Onboarding) };
  }

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
    expect(idsOf(await service.list({ status: 'PASSED' }))).toEqual(['b']);
    expect(idsOf(await service.list({ merchantUserId: 'c' }))).toEqual(['c']);
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

  it('fails with storage_unavailable what needs a database', async () => {
    const { service } = await host();

    await expect(service.erase('order1')).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
