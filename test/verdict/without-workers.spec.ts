import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChangeListenerService } from '../../libs/id-verification/dist/runtime/change-listener.service.js';
import { WorkerNotifierService } from '../../libs/id-verification/dist/runtime/worker-notifier.service.js';
import { CALLBACK_PATH, VerdictStage, type Started } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { eventually } from '../support/runner/eventually.js';

/** Half of the time between the polls of a process that receives notifications. */
const SOON_MS = 5_000;
/** The delay after a notification, that until the poll, and the jitter of the next one. */
const MARGIN_MS = 1_500;

describe('A process without workers', () => {
  let stage: VerdictStage;
  const received: unknown[] = [];
  const evidenceSink = {
    async receive(verification: unknown): Promise<void> {
      received.push(verification);
      if (received.length === 1) throw new Error('the first time');
    },
  };
  beforeAll(async () => {
    stage = await VerdictStage.open('without_workers');
  });
  afterEach(async () => {
    stage.emulator.clearFaults();
    received.length = 0;
    await stage.clear();
  });
  afterAll(() => stage.close());

  async function hosts(): Promise<{ working: VerdictHost; serving: VerdictHost }> {
    // A retry would wait for the clock.
    const options = { evidenceSink, evidence: 'always', retry: false } as const;
    const working = await stage.host(options);
    const listener = working.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    // The next poll would follow after ten seconds.
    await stage.clock.advance(1_000);
    const serving = await stage.host(
      { ...options, workers: { enabled: false } },
      { poolSize: 2, random: () => 0 },
    );
    return { working, serving };
  }

  /** Passes the time in which a process that is notified does what is due soon. */
  async function soon({ app }: VerdictHost, wasNotified = () => false): Promise<void> {
    const listener = app.get(ChangeListenerService, { strict: false });
    // The notification arrives in real time.
    await eventually(() => wasNotified() || listener['notifying'].has('poll'));
    const end = stage.clock.monotonic() + SOON_MS + MARGIN_MS;
    while (stage.clock.monotonic() < end) await stage.clock.advance(100);
  }

  it('notifies others of the check that it scheduled', async () => {
    const { working, serving } = await hosts();
    const one: Started = await stage.start(serving);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    stage.emulator.inject({ kind: 'vendorCode', code: 'InternalError', action: 'CheckResult' });
    await expect(serving.service.check(one.merchantBizId)).rejects.toMatchObject({ code: 'vendor_failed' });

    await soon(working);

    expect(stage.asked(one)).toBe(2);
    expect(working.outcomes).toHaveLength(1);
  });

  it('notifies others of the checks that it leaves when it stops', async () => {
    const { working } = await hosts();
    const stopping = await stage.host({ gracefulShutdownTimeoutMs: 100 }, { random: () => 0 });
    const one = await stage.start(stopping);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    stage.emulator.inject({ kind: 'hang', action: 'CheckResult' });
    await fetch(`${stopping.origin}${CALLBACK_PATH}?callbackToken=${one.callbackToken}`);
    await eventually(() => stage.asked(one) === 1);

    let wasNotified = false;
    const { notified } = working.app.get(WorkerNotifierService, { strict: false });
    notified.subscribe((name) => (wasNotified ||= name === 'poll'));
    let isClosed = false;
    const closing = stopping.close().then(() => (isClosed = true));
    await eventually(async () => {
      await stage.clock.advance(100);
      return isClosed;
    });
    await closing;
    await soon(working, () => wasNotified);

    expect(working.outcomes).toHaveLength(1);
  });

  it('notifies others of evidence that the sink did not take', async () => {
    const { working, serving } = await hosts();
    const one = await stage.start(serving);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
    await serving.service.check(one.merchantBizId);

    await soon(working);

    expect(received).toHaveLength(2);
  });
});
