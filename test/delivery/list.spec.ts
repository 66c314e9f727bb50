import { describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';

describe('The list of deliveries', () => {
  const stage = useDeliveryStage('delivery_list');
  const refuses = () => Promise.reject(new RangeError('with a user’s name in it'));

  it('returns dead-lettered deliveries, newest verification first, in pages, until they are delivered', async () => {
    let works = false;
    const host = await stage().host({
      handlers: [
        handler('all', 'a', () => (works ? undefined : refuses())),
        handler('all', 'b', () => (works ? undefined : refuses())),
        handler('all', 'c', () => undefined),
      ],
      options: { delivery: { maxAttempts: 1 } },
    });
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.push(await stage().ended(host));
    for (const id of ids) {
      for (const name of ['a', 'b']) await stage().delivered(id, name, { state: 'DEAD_LETTERED' });
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await host.service.listDeliveries({ state: 'DEAD_LETTERED', limit: 4, cursor });
      seen.push(...page.items.map(({ merchantBizId, handler: name }) => `${merchantBizId} ${name}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed().flatMap((id) => [`${id} b`, `${id} a`]));
    const { items } = await host.service.listDeliveries({ state: 'DEAD_LETTERED', limit: 1 });
    expect(items).toEqual([
      {
        merchantBizId: ids[2],
        handler: 'b',
        state: 'DEAD_LETTERED',
        attempts: 1,
        lastError: 'RangeError',
        createdAt: expect.any(Date),
        nextAttemptAt: expect.any(Date),
      },
    ]);

    works = true;
    for (const id of ids) await host.service.redeliver(id);
    for (const id of ids) for (const name of ['a', 'b']) await stage().delivered(id, name);
    expect(await host.service.listDeliveries({ state: 'DEAD_LETTERED' })).toEqual({
      items: [],
      nextCursor: undefined,
    });
  });

  it('returns pending deliveries', async () => {
    const host = await stage().host({
      handlers: [handler('all', 'later', refuses)],
      options: { delivery: { initialDelayMs: 60_000 } },
    });
    const id = await stage().ended(host);
    await stage().delivered(id, 'later', { attempts: 1, last_error: 'RangeError' });

    const { items } = await host.service.listDeliveries({ state: 'PENDING' });

    expect(items).toMatchObject([{ merchantBizId: id, handler: 'later', state: 'PENDING', attempts: 1 }]);
  });

  it.each([
    ['state', { state: 'DELIVERED' }],
    ['state', {}],
    ['limit', { state: 'DEAD_LETTERED', limit: 101 }],
    ['cursor', { state: 'DEAD_LETTERED', cursor: 7 }],
    ['cursor', { state: 'DEAD_LETTERED', cursor: 'nonsense' }],
  ])('rejects a filter with an invalid %s', async (field, filter) => {
    const host = await stage().host();

    const call = Reflect.apply(host.service.listDeliveries, host.service, [filter]);

    await expect(call).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field }] });
  });
});
