import type { OperatorAction } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

const DAY_MS = 24 * 60 * 60_000;

const OPERATOR = { actor: 'ops@bank.example', reason: 'ticket 4711' };

/** Those that end lines, and those that change what a terminal shows. */
const CONTROL_CHARACTERS = ['\n', '\r', '\t', '\u001b[2J', '\u007f', '\u0085', '\u2028', '\u2029'];

const withoutWorkers = { options: { workers: { enabled: false } } };

describe('The action of an operator', () => {
  const stage = useDeliveryStage('history_operators');

  const done = (events: readonly { type: string; by?: unknown }[]): unknown[] =>
    events.filter(({ by }) => by !== undefined).map(({ type, by }) => ({ type, by }));

  it('is part of the history, with who did it and why', async () => {
    const host = await stage().host(withoutWorkers);
    const id = await stage().pending(host);
    await host.service.check(id, OPERATOR);
    await host.service.cancel(id, { actor: 'another' });

    const history = await host.service.history(id);

    expect(done(history)).toEqual([
      { type: 'check_requested', by: OPERATOR },
      { type: 'ended', by: { actor: 'another', reason: undefined } },
    ]);
    expect(history.at(-1)).toMatchObject({ status: 'EXPIRED', reason: 'canceled' });
  });

  it('leaves a trace where the vendor is not asked again: of an ended verification, or right after a check', async () => {
    const host = await stage().host(withoutWorkers);
    const ended = await stage().ended(host);
    await host.service.check(ended, { evidence: true, ...OPERATOR });
    const checked = await stage().pending(host);
    await host.service.check(checked);
    await host.service.check(checked, OPERATOR);

    for (const id of [ended, checked])
      expect(done(await host.service.history(id))).toEqual([{ type: 'check_requested', by: OPERATOR }]);
  });

  it('comes between the attempts of a delivery', async () => {
    let isBroken = true;
    const ledger = handler('passed', 'ledger', () =>
      isBroken ? Promise.reject(new TypeError('of jane@example.com')) : Promise.resolve(),
    );
    const host = await stage().host({
      handlers: [ledger],
      options: { delivery: { maxAttempts: 2, initialDelayMs: 10, maxDelayMs: 10 } },
    });
    const id = await stage().ended(host);
    await stage().delivered(id, 'ledger', { state: 'DEAD_LETTERED' });
    isBroken = false;
    await host.service.redeliver(id, 'ledger', OPERATOR);
    await stage().delivered(id, 'ledger');

    const deliveries = (await host.service.history(id)).filter((event) => event.handler === 'ledger');

    expect(deliveries).toMatchObject([
      { type: 'delivery_failed', attempt: 1, code: 'TypeError' },
      { type: 'delivery_dead_lettered', attempt: 2, code: 'TypeError' },
      { type: 'redelivery_requested', by: OPERATOR },
      { type: 'delivered', attempt: 1 },
    ]);
    expect(JSON.stringify(deliveries)).not.toContain('jane');
  });

  it('is what stays of an erased verification, beside its erasure', async () => {
    const host = await stage().host(withoutWorkers);
    const id = await stage().pending(host);
    await host.service.check(id, OPERATOR);
    await host.service.erase(id, { force: true, ...OPERATOR });

    const history = await host.service.history(id);

    expect(history.map(({ type }) => type)).toEqual(['check_requested', 'erasure_requested', 'erased']);
    expect(history[1]).toMatchObject({ by: OPERATOR });
    expect(
      await stage().query('SELECT FROM id_verification_event WHERE verification_id IS NOT NULL'),
    ).toEqual([]);
    await expect(host.service.get(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is kept for its own retention when the verification is purged', async () => {
    const clock = new DeliveryClock();
    const options = { retentionDays: 30, operatorEventRetentionDays: 90 };
    const host = await stage().host({ clock, options });
    const [named, unnamed] = [await stage().pending(host), await stage().pending(host)];
    await host.service.cancel(named, OPERATOR);
    await host.service.cancel(unnamed);

    clock.advance(31 * DAY_MS);
    await eventually(async () => (await stage().query('SELECT FROM id_verification')).length === 0);
    expect(await host.service.history(named)).toMatchObject([{ type: 'ended', by: OPERATOR }]);
    await expect(host.service.history(unnamed)).rejects.toMatchObject({ code: 'not_found' });

    clock.advance(60 * DAY_MS);
    await eventually(async () => (await stage().query('SELECT FROM id_verification_event')).length === 0);
    await expect(host.service.history(named)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each<[string, OperatorAction]>([
    ['actor', { actor: '' }],
    ['actor', { actor: 'a'.repeat(101) }],
    ['actor', { actor: 'a\0' }],
    ['actor', { actor: 7 as never }],
    ['actor', { reason: 'without an actor' }],
    ['reason', { actor: 'a', reason: ' ' }],
    ['reason', { actor: 'a', reason: 'a'.repeat(501) }],
    ...CONTROL_CHARACTERS.flatMap((control): [string, OperatorAction][] => [
      ['actor', { actor: `a${control}b` }],
      ['reason', { actor: 'a', reason: `ticket 1${control}ticket 2` }],
    ]),
  ])('is refused with an invalid %s, and does nothing', async (field, action) => {
    const { service } = await stage().host(withoutWorkers);
    const id = await stage().pending({ service } as never);

    for (const act of [
      () => service.check(id, action),
      () => service.cancel(id, action),
      () => service.redeliver(id, undefined, action),
      () => service.erase(id, { force: true, ...action }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field }] });
    }
    expect((await service.get(id)).status).toBe('PENDING');
  });
});
