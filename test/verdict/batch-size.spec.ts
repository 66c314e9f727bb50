import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RespondingClient, resultResponse } from '../support/vendor/verdict-client.js';
import { rowOf, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';
import { callbackToken } from '../../libs/id-verification/dist/steps/callback/callback-token.js';
import { CALLBACK_KEY, CALLBACK_PATH } from '../support/host/verdict-stage.js';
import { eventually } from '../support/runner/eventually.js';

/** Responds when the test says so, and counts. */
class HeldClient extends RespondingClient {
  inFlight = 0;
  most = 0;
  private release: () => void = () => undefined;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));

  constructor() {
    super(async () => {
      this.inFlight += 1;
      this.most = Math.max(this.most, this.inFlight);
      await this.released;
      this.inFlight -= 1;
      return resultResponse({ Passed: 'Y', SubCode: '200' });
    });
  }

  letGo(): void {
    this.release();
  }
}

describe('workers.batchSize', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('batch_size');
  });
  afterAll(() => stage.close());

  it('limits the checks of schedule and callbacks together', async () => {
    const client = new HeldClient();
    const host = await stage.host({ client, workers: { enabled: true, batchSize: 2 } });
    const scheduled = [await stage.start(host), await stage.start(host), await stage.start(host)];
    await stage.clock.advance(MINUTE_MS);
    const requested = [await stage.start(host), await stage.start(host)];
    const passing = stage.clock.advance(MINUTE_MS);
    await eventually(() => client.inFlight === 2);

    const stored = async () =>
      (await Promise.all(requested.map((one) => rowOf(host, one)))).every(
        ({ check_requested_at: at }) => at !== null,
      );
    for (const one of requested) {
      const { id } = await rowOf(host, one);
      await fetch(
        `${host.origin}${CALLBACK_PATH}?callbackToken=${callbackToken(String(id), [CALLBACK_KEY])}`,
      );
    }
    await eventually(stored);
    await host.service.health();
    client.letGo();
    await passing;

    await eventually(() => host.outcomes.length === scheduled.length + requested.length);
    expect(client.most).toBe(2);
  });
});
