import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RespondingClient, resultResponse, unreachable } from '../support/vendor/verdict-client.js';
import { DAY_MS, HOUR_MS, rowOf, VerdictStage } from '../support/host/verdict-stage.js';

describe('while the vendor is unreachable', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('vendor_away');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  async function startedWithoutVendor() {
    const client = new RespondingClient(unreachable);
    const host = await stage.host({ client });
    const one = await stage.start(host);
    /** Advances the clock from one due time of the row to the next. */
    const pass = async (milliseconds: number): Promise<void> => {
      const end = new Date(stage.clock.now().getTime() + milliseconds);
      for (;;) {
        const { next_check_at: due, status } = await rowOf(host, one);
        if (!(due instanceof Date) || due >= end || status !== 'PENDING') break;
        await stage.clock.advanceTo(new Date(Math.max(due.getTime(), stage.clock.now().getTime() + 1_000)));
      }
      await stage.clock.advanceTo(end);
    };
    return { client, host, one, pass };
  }

  it('backs off checks for hours, and finds the verdict soon after recovery', async () => {
    const { client, host, one, pass } = await startedWithoutVendor();

    await pass(HOUR_MS);
    const firstHour = client.asked;
    await pass(5 * HOUR_MS);
    process.stdout.write(
      `Checks while the vendor is unreachable: ${firstHour} in the first hour, ${client.asked} in six\n`,
    );
    expect(firstHour).toBeLessThanOrEqual(12);
    expect(client.asked - firstHour).toBeLessThanOrEqual(20);
    expect(await stage.state(host, one)).toMatchObject({ status: 'PENDING' });

    client.response = () => resultResponse({ Passed: 'Y', SubCode: '200' });
    await pass(15 * 60_000);
    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED' });
  });

  it('logs an error after a day with the verification and the deletion date of its result', async () => {
    const { client, host, one, pass } = await startedWithoutVendor();
    const overdue = () =>
      stage.log.events('error', 'verdict_overdue').filter((line) => line.includes(one.merchantBizId));

    await pass(DAY_MS);
    expect(overdue()).toEqual([]);
    await pass(HOUR_MS);

    process.stdout.write(`Checks in 25 hours without a response: ${client.asked}\n`);
    expect(client.asked).toBeLessThanOrEqual(25 * 4 + 12);
    expect(overdue()[0]).toContain('deletedAtVendor=');
    client.response = () => resultResponse({ Passed: 'N', SubCode: '205' });
    await pass(HOUR_MS);
    expect(await stage.state(host, one)).toMatchObject({ status: 'FAILED' });
  });

  it('expires the verification after 30 days with result_unavailable, and logs an error', async () => {
    const { host, one, pass } = await startedWithoutVendor();

    await stage.clock.advance(30 * DAY_MS);
    expect(await stage.state(host, one)).toMatchObject({ status: 'PENDING' });
    await pass(HOUR_MS);

    expect(await stage.state(host, one)).toMatchObject({
      status: 'EXPIRED',
      subCode: undefined,
      reason: 'result_unavailable',
    });
    expect(stage.log.events('error', 'verification_ended')).toEqual([
      expect.stringContaining(`merchantBizId=${one.merchantBizId}`),
    ]);
    expect(host.outcomes).toEqual([expect.objectContaining({ outcome: 'expired' })]);
  });
});
