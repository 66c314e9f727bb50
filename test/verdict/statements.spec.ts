import { filter, firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChangeListenerService } from '../../libs/id-verification/dist/runtime/change-listener.service.js';
import { VerdictStage, type Started } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { eventually } from '../support/runner/eventually.js';

/** Each is a round trip. Those of a database transaction count too; what the handler itself sends does not. */
const STATEMENTS = 7;

/** Two permits, and the check of a callback is claimed by statements of its own, once there is a permit for it. */
const WITH_RATE_LIMIT = STATEMENTS + 4;

describe('A verification from initialize to its handler', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('statements');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  async function pass(
    host: VerdictHost,
    { transactionId, callbackToken }: Started,
    outcomes: number,
  ): Promise<void> {
    stage.emulator.finish(transactionId, { passed: 'Y' });
    await stage.call(host, `?callbackToken=${callbackToken}`);
    await expect.poll(() => host.outcomes.length).toBe(outcomes);
    await stage.clock.idle();
  }

  it.each([
    ['without a rate limit sends', false, STATEMENTS],
    ['with a rate limit sends', { perSecond: 200 }, WITH_RATE_LIMIT],
  ] as const)('%s as few statements as promised', async (_, rateLimit, count) => {
    const host = await stage.host({ rateLimit });
    // The first call of an operation stores its limit.
    await pass(host, await stage.start(host), 1);
    const before = host.statements.statements.length;

    await pass(host, await stage.start(host), 2);

    const sent = host.statements.statements.slice(before).map(({ sql }) => sql.slice(0, 400));
    expect(sent).toHaveLength(count);
  });

  it('causes no statement in another process', async () => {
    const [host, other] = [await stage.host(), await stage.host()];
    const listener = other.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    const started = await stage.start(host);
    const ended = listener.changes.pipe(filter((change) => change.endsWith(started.merchantBizId)));
    const notified = firstValueFrom(ended);
    const before = other.statements.statements.length;

    await pass(host, started, 1);
    await notified;
    // Within this time a process claims the work of which it is notified.
    await stage.clock.advance(500);

    expect(other.statements.statements.slice(before)).toEqual([]);
  });
});
