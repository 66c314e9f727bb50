import type { VerificationOutcome } from 'nestjs-id-verification';
import { describe, expect, it } from 'vitest';
import { DeliveryStore } from '../../libs/id-verification/dist/storage/delivery.store.js';
import { DueWorkStore } from '../../libs/id-verification/dist/storage/due-work.store.js';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';

describe('An outcome that another process or release stored', () => {
  const stage = useDeliveryStage('delivery_releases');

  it('is delivered by a process that has the handler when the storing process has none', async () => {
    await stage().host({ handlers: [handler('passed', 'approve', writesToLedger('approve'))] });
    const writer = await stage().host();

    const id = await stage().ended(writer);

    await stage().delivered(id, 'approve');
    expect(await stage().ledger(id)).toEqual(['approve']);
  });

  it('is delivered to a handler that the storing release does not know yet', async () => {
    const older = await stage().host({ handlers: [handler('passed', 'old', writesToLedger('old'))] });
    await stage().host({ handlers: [handler('passed', 'new', writesToLedger('new'))] });

    const id = await stage().ended(older);

    await stage().delivered(id, 'old');
    await stage().delivered(id, 'new');
    expect(await stage().ledger(id)).toEqual(['new', 'old']);
  });

  it('waits for a process that has the handler, and no other process claims it', async () => {
    const former = await stage().host({ handlers: [handler('passed', 'rare', writesToLedger('rare'))] });
    await former.close();
    stage().hosts.splice(0);
    const common = await stage().host({
      handlers: [handler('passed', 'common', writesToLedger('common'))],
    });

    const id = await stage().ended(common);
    await stage().delivered(id, 'common');
    expect(await stage().delivery(id, 'rare')).toMatchObject({ state: 'PENDING', attempts: 0 });

    await stage().host({ handlers: [handler('passed', 'rare', writesToLedger('rare'))] });
    await stage().delivered(id, 'rare');
  });

  it('is delivered by a process with workers when the storing process has none', async () => {
    const seen: string[] = [];
    const handle = (where: string) => handler('passed', 'approve', () => seen.push(where));
    const serving = await stage().host({
      handlers: [handle('serving')],
      options: { workers: { enabled: false } },
    });
    await stage().host({ handlers: [handle('working')] });

    await stage().ended(serving);

    await eventually(() => seen.length > 0);
    expect(seen).toEqual(['working']);
  });

  it('is no due work of a process whose release of the handler does not take it', async () => {
    const narrow = await stage().host({
      handlers: [handler('passed', 'approve', writesToLedger('approve'))],
    });
    await stage().query("UPDATE id_verification_handler SET outcomes = '{passed,failed}'");
    const id = await stage().ended(narrow, 'N');
    expect(await stage().delivery(id, 'approve')).toMatchObject({ state: 'PENDING' });

    const due = async (outcomes: string[]) => {
      const at = narrow.module
        .get(DeliveryStore, { strict: false })
        .nextDelivery([{ name: 'approve', outcomes }]);
      return [
        ...(await narrow.module.get(DueWorkStore, { strict: false }).untilDue([['deliver', at]])).keys(),
      ];
    };

    expect(await due(['passed'])).toEqual([]);
    expect(await due(['passed', 'failed'])).toEqual(['deliver']);
  });

  it('reaches no handler that did not register for it, although another release of the handler did', async () => {
    const seen: Record<string, string[]> = { narrow: [], wide: [] };
    const approve =
      (release: string) =>
      ({ outcome }: VerificationOutcome) =>
        seen[release]?.push(outcome);
    const narrow = await stage().host({ handlers: [handler('passed', 'approve-only', approve('narrow'))] });
    await stage().host({ handlers: [handler('all', 'approve-only', approve('wide'))] });

    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await stage().ended(narrow, n % 2 === 0 ? 'Y' : 'N'));
    for (const id of ids) await stage().delivered(id, 'approve-only');

    expect(new Set(seen['narrow'])).not.toContain('failed');
    expect([...(seen['narrow'] ?? []), ...(seen['wide'] ?? [])].toSorted()).toEqual([
      ...Array<string>(6).fill('failed'),
      ...Array<string>(6).fill('passed'),
    ]);
  });

  it('waits where the only process has the handler registered for other outcomes', async () => {
    const wide = await stage().host({
      handlers: [handler('all', 'narrowed', writesToLedger('wide'))],
      options: { workers: { enabled: false } },
    });
    const id = await stage().ended(wide, 'N');
    await stage().stopHosts();

    const narrow = await stage().host({
      handlers: [handler('passed', 'narrowed', writesToLedger('narrow'))],
    });
    await stage().delivered(await stage().ended(narrow, 'Y'), 'narrowed');

    expect(await stage().delivery(id, 'narrowed')).toMatchObject({ state: 'PENDING', attempts: 0 });
    expect(await stage().ledger(id)).toEqual([]);
  });

  it('follows the registration of the latest release, which logs the outcomes it dropped', async () => {
    const before = await stage().host({
      handlers: [handler('all', 'narrowing', writesToLedger('narrowing'))],
    });
    const after = await stage().host({
      handlers: [handler('passed', 'narrowing', writesToLedger('narrowing'))],
    });
    const again = await stage().host({
      handlers: [handler('all', 'narrowing', writesToLedger('narrowing'))],
    });

    expect(before.log.text).not.toContain('handler_outcomes_dropped');
    expect(after.log.text).toMatch(/handler_outcomes_dropped handler=narrowing dropped=failed,expired hint=/);
    expect(again.log.text).not.toContain('handler_outcomes_dropped');
  });

  it('is delivered according to the registration of the newest release', async () => {
    const older = await stage().host({
      handlers: [handler('passed', 'changing', writesToLedger('changing'))],
    });
    await stage().host({ handlers: [handler('failed', 'changing', writesToLedger('changing'))] });

    const [passed, failed] = [await stage().ended(older, 'Y'), await stage().ended(older, 'N')];

    await stage().delivered(failed, 'changing');
    expect(await stage().deliveries(passed)).toEqual([]);
  });
});
