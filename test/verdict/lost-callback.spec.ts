import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { SAFEGUARDS } from '../support/host/library-host.js';
import { MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';

describe('with every callback lost', () => {
  let stage: VerdictStage;
  let host: VerdictHost;
  beforeAll(async () => {
    stage = await VerdictStage.open('lost_callback');
  });
  afterEach(async () => {
    await stage.stopHosts();
    stage.emulator.configure({ expiredResponse: 'ProcessNotCompleted' });
  });
  afterAll(() => stage.close());

  async function passTo(minute: number): Promise<void> {
    for (let passed = 0; passed < minute; passed += 1) await stage.clock.advance(MINUTE_MS);
  }

  it('finds the verdict of a user who finishes in a later minute with more vendor calls', async () => {
    host = await stage.host(SAFEGUARDS);
    const users = [];
    for (const [finishes, calls] of [
      [1, 1],
      [4, 2],
      [9, 3],
      [19, 4],
      [29, 5],
    ]) {
      users.push({ finishes, calls, one: await stage.start(host) });
    }

    for (let minute = 1; minute <= 37; minute += 1) {
      await stage.clock.advance(MINUTE_MS);
      const user = users.find(({ finishes }) => finishes === minute);
      if (user !== undefined) stage.emulator.finish(user.one.transactionId, { passed: 'Y' });
    }

    for (const { one, finishes, calls } of users) {
      const { status } = await stage.state(host, one);
      expect({ finishes, status, calls: stage.asked(one) }).toEqual({ finishes, status: 'PASSED', calls });
    }
  });

  it('expires a user who never finishes after 35 minutes and 5 checks', async () => {
    host = await stage.host(SAFEGUARDS);
    const one = await stage.start(host);

    await passTo(34);
    expect(await stage.state(host, one)).toMatchObject({ status: 'PENDING' });
    await passTo(2);

    expect(await stage.state(host, one)).toMatchObject({ status: 'EXPIRED', reason: 'not_finished' });
    expect(stage.asked(one)).toBe(5);
    expect(host.outcomes.at(-1)).toMatchObject({ outcome: 'expired', merchantBizId: one.merchantBizId });
  });

  it('finds the verdicts of 20 users with at most 5 checks each', async () => {
    host = await stage.host({ ...SAFEGUARDS, workers: { batchSize: 7 } });
    const all: Started[] = [];
    while (all.length < 20) all.push(await stage.start(host));

    for (let minute = 0; minute < 38; minute += 1) {
      const user = minute % 3 === 0 ? all[(minute / 3) * 2] : undefined;
      if (user !== undefined && minute < 30) {
        stage.emulator.finish(user.transactionId, { passed: minute % 9 === 0 ? 'N' : 'Y' });
      }
      await stage.clock.advance(MINUTE_MS);
    }

    const states = await Promise.all(all.map((one) => stage.state(host, one)));
    expect(states.map(({ status }) => status)).toEqual(
      all.map((_, index) => (index % 2 === 1 ? 'EXPIRED' : (index / 2) % 3 === 0 ? 'FAILED' : 'PASSED')),
    );
    const calls = all.map((one) => stage.asked(one));
    const mean = calls.reduce((sum, count) => sum + count, 0) / calls.length;
    process.stdout.write(
      `CheckResult calls per unreported verification: mean ${mean}, most ${Math.max(...calls)}\n`,
    );
    expect(Math.max(...calls)).toBe(5);
  });

  it('needs one check for a verification whose callback arrives', async () => {
    host = await stage.host(SAFEGUARDS);
    const one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });

    await stage.call(host, `?callbackToken=${one.callbackToken}`);
    await passTo(37);

    expect(stage.asked(one)).toBe(1);
  });
});

describe('a verdict that comes late', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('late_verdict');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  it('is PASSED for a user who finished in minute 29 although every process was down from 28 to 60', async () => {
    const host = await stage.host(SAFEGUARDS);
    const one = await stage.start(host);
    await stage.clock.advance(28 * MINUTE_MS);
    await stage.stopHosts();
    await stage.clock.advance(MINUTE_MS);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await stage.clock.advance(31 * MINUTE_MS);

    const later = await stage.host(SAFEGUARDS);

    expect(await stage.state(later, one)).toMatchObject({ status: 'PASSED' });
    expect(later.outcomes).toEqual([expect.objectContaining({ outcome: 'passed' })]);
  });

  it('is impossible for a user who tries after expiry', async () => {
    const host = await stage.host(SAFEGUARDS);
    const one = await stage.start(host);
    await stage.clock.advance(30 * MINUTE_MS);

    expect(() => stage.emulator.finish(one.transactionId, { passed: 'Y' })).toThrow(/expired/);
  });

  it.each(['ProcessNotCompleted', 'TransactionIdInvalid'] as const)(
    'is EXPIRED where the vendor responds to an expired id with %s',
    async (expiredResponse) => {
      stage.emulator.configure({ expiredResponse });
      const host = await stage.host(SAFEGUARDS);
      const one = await stage.start(host);

      for (let minute = 0; minute < 60; minute += 1) await stage.clock.advance(MINUTE_MS);

      expect(await stage.state(host, one)).toMatchObject({
        status: 'EXPIRED',
        subCode: undefined,
        reason: 'not_finished',
      });
    },
  );
});
