import { newMerchantBizId, type VerificationOutcome } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../support/host/delivery-handler.js';
import { setHostParsers } from '../support/host/host-parsers.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { bySuite } from '../support/runner/suite.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const CALLERS = 12;

const VALIDITY_MS = 30 * 60_000;

/** Settings that a database or a role may have, and that clients inherit. */
const SETTINGS: readonly Readonly<Record<string, string>>[] = [
  { default_transaction_isolation: 'serializable', datestyle: 'German, DMY', timezone: 'Asia/Kolkata' },
  { default_transaction_isolation: 'repeatable read', datestyle: 'SQL, DMY', timezone: '<XXX>+03:31' },
  {
    datestyle: 'Postgres, MDY',
    intervalstyle: 'sql_standard',
    extra_float_digits: '-5',
    bytea_output: 'escape',
    lock_timeout: '1ms',
  },
];

describe.each([
  ['the parsers of pg', false],
  ['parsers of the host', true],
])('With %s', (_, hasParsers) => {
  const stage = useDeliveryStage('settings');
  let restore: (() => void) | undefined;
  beforeAll(() => {
    if (hasParsers) restore = setHostParsers();
  });
  afterAll(() => restore?.());

  it.each(SETTINGS.slice(0, bySuite({ quick: 1, all: SETTINGS.length })))(
    'serves verifications from initialize to handler on a database with %o',
    async (settings) => {
      await configure(settings);
      const outcomes: VerificationOutcome[] = [];
      const host = await stage().host({
        handlers: [handler('all', 'recorder', (outcome) => void outcomes.push(outcome))],
        options: { rateLimit: { perSecond: 200 } },
      });

      const ids = Array.from({ length: CALLERS }, newMerchantBizId);
      const [first = ''] = ids;
      // Some of them with one id.
      const initialized = await Promise.all(
        [...ids, ...ids.map(() => first)].map((id) => initialize(host, id)),
      );
      await Promise.all(ids.map((id) => stage().end(host, id)));
      await expect.poll(() => outcomes.length).toBe(CALLERS);

      for (const { expiresAt } of initialized) expectSoon(expiresAt, VALIDITY_MS);
      for (const { completedAt } of outcomes) expectSoon(completedAt, 0);
      await expectOwnTypes(host, first);
      expect(stage().emulator.requests({ action: 'Initialize' })).toHaveLength(CALLERS);
      expect(host.log.text).not.toContain('deliver_failed');
      expect(host.log.text).not.toContain('delivery_failed');
    },
  );

  async function configure(settings: Readonly<Record<string, string>>): Promise<void> {
    stage().emulator.reset();
    const { pathname } = new URL(stage().database.url);
    const name = decodeURIComponent(pathname.slice(1));
    await stage().query(`ALTER DATABASE "${name}" RESET ALL`);
    for (const [setting, value] of Object.entries(settings)) {
      await stage().query(`ALTER DATABASE "${name}" SET ${setting} = '${value}'`);
    }
  }
});

const initialize = ({ service }: DeliveryHost, merchantBizId: string) =>
  service.initialize({ ...MINIMAL_REQUEST, merchantBizId }, { metadata: { order: '7' } });

/** A time within the length of a test of so many milliseconds from now. */
function expectSoon(time: Date, milliseconds: number): void {
  expect(time).toBeInstanceOf(Date);
  expect(Math.abs(time.getTime() - Date.now() - milliseconds)).toBeLessThan(5 * 60_000);
}

/** Everything that the service reads has the types that it declares. */
async function expectOwnTypes({ service }: DeliveryHost, merchantBizId: string): Promise<void> {
  const verification = await service.get(merchantBizId);
  expect(verification).toMatchObject({ merchantBizId, status: 'PASSED', metadata: { order: '7' } });
  expectSoon(verification.createdAt, 0);
  const page = await service.list({ limit: 5 });
  const next = await service.list({ limit: 100, cursor: page.nextCursor ?? '' });
  expect(page.items.length + next.items.length).toBe(CALLERS);
  const range = { from: new Date(Date.now() - 3_600_000), before: new Date(Date.now() + 60_000) };
  expect(await service.statistics(range)).toMatchObject({ total: CALLERS });
  const buckets = await service.statisticsOverTime({ ...range, bucket: 'hour' });
  expect(buckets.reduce((sum, { total }) => sum + total, 0)).toBe(CALLERS);
  const { status, database } = await service.health();
  expect({ status, database }).toEqual({ status: 'up', database: { status: 'up', error: undefined } });
  const receipt = await service.erase(merchantBizId);
  expectSoon(receipt.requestedAt, 0);
}
