import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatedClient, refusal, success } from '../support/vendor/gated-client.js';
import { callbackUrlOf } from '../support/host/verdict-callback.js';
import { resultResponse } from '../support/vendor/verdict-client.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { MINUTE_MS, rowOf, VerdictStage, type Started } from '../support/host/verdict-stage.js';

describe('during a vendor call', () => {
  let stage: VerdictStage;
  let client: GatedClient;
  let host: VerdictHost;

  beforeAll(async () => {
    stage = await VerdictStage.open('late_response');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  let count = 0;
  async function started(): Promise<Started> {
    client = new GatedClient();
    count += 1;
    host = await stage.host({ client });
    const starting = stage.start(host);
    const { parameters, response } = await client.nextCall();
    response(success(`transaction-${count}`));
    return { ...(await starting), callbackToken: parameters['CallbackToken'] ?? '' };
  }

  /** Sends a callback without waiting for its check, since the vendor's response is still outstanding. */
  async function report(one: Started): Promise<void> {
    const written = host.statements.matching(/AS is_claimed/);
    await fetch(`${host.origin}/id-verification/callback${callbackUrlOf(one, 'Y')}`);
    await expect
      .poll(() => host.statements.matching(/AS is_claimed/), { interval: 5 })
      .toBeGreaterThan(written);
    await expect
      .poll(async () => Number((await rowOf(host, one))['check_requested_at']), { interval: 5 })
      // A check request that is claimed at once counts as a millisecond earlier.
      .toBeGreaterThanOrEqual(stage.clock.now().getTime() - 1);
  }

  it('keeps a callback that arrives meanwhile, and checks again two seconds after "not completed"', async () => {
    const one = await started();
    const advanced = stage.clock.advance(2 * MINUTE_MS);
    const early = await client.nextCall();

    await report(one);
    early.response(refusal(404, 'ProcessNotCompleted'));
    await advanced;
    const again = stage.clock.advance(2_000);
    (await client.nextCall()).response(resultResponse({ Passed: 'Y', SubCode: '200' }));
    await again;

    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED' });
  });

  it('keeps a second callback that arrives right after the one that requested the check', async () => {
    const one = await started();
    await report(one);
    const early = await client.nextCall();
    await host.dataSource.query(
      "UPDATE id_verification SET check_requested_at = claimed_at - interval '100 ms' WHERE merchant_biz_id = $1",
      [one.merchantBizId],
    );

    const advanced = stage.clock.advance(500);
    await report(one);
    early.response(refusal(404, 'ProcessNotCompleted'));
    await advanced;
    const again = stage.clock.advance(2_000);
    (await client.nextCall()).response(resultResponse({ Passed: 'N', SubCode: '205' }));
    await again;

    expect(await stage.state(host, one)).toMatchObject({ status: 'FAILED' });
  });

  it('does not expire a verification by a response to a request sent before expiry', async () => {
    const one = await started();
    for (const minutes of [2, 3, 5, 10]) {
      const advanced = stage.clock.advance(minutes * MINUTE_MS);
      (await client.nextCall()).response(refusal(404, 'ProcessNotCompleted'));
      await advanced;
    }
    await stage.clock.advance(15 * MINUTE_MS - 5_000);
    const checked = host.service.check(one.merchantBizId);
    const call = await client.nextCall();

    await stage.clock.advance(10_000);
    call.response(refusal(404, 'ProcessNotCompleted'));
    expect(await checked).toMatchObject({ status: 'PENDING' });
    await stage.clock.idle();
    const advanced = stage.clock.advance(1_000);
    (await client.nextCall()).response(resultResponse({ Passed: 'Y', SubCode: '200' }));
    await advanced;

    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED' });
  });

  it('writes nothing after the lease was lost', async () => {
    const one = await started();
    const advanced = stage.clock.advance(2 * MINUTE_MS);
    const frozen = await client.nextCall();
    await host.dataSource.query(
      'UPDATE id_verification SET lease_token = gen_random_uuid() WHERE merchant_biz_id = $1',
      [one.merchantBizId],
    );
    const before = await rowOf(host, one);

    frozen.response(resultResponse({ Passed: 'N', SubCode: '205' }));
    await advanced;

    expect(await rowOf(host, one)).toEqual(before);
    expect(host.outcomes).toEqual([]);
  });
});
