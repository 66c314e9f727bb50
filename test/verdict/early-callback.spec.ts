import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatedClient, refusal, success } from '../support/vendor/gated-client.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { VerdictStage } from '../support/host/verdict-stage.js';

describe('a callback before the response to Initialize is stored', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('early_callback');
  });
  afterAll(() => stage.close());

  it('is kept, and makes the verification due as soon as it is pending', async () => {
    const client = new GatedClient();
    const host = await stage.host({ client });
    const initializing = host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });
    const call = await client.nextCall();

    await stage.call(host, `?callbackToken=${call.parameters['CallbackToken']}&passed=Y`);
    expect(client.calls).toBe(1);
    call.response(success('early-callback-transaction'));
    const { transactionId } = await initializing;
    const checking = client.nextCall();
    const advanced = stage.clock.advance(2_000);

    const check = await checking;
    expect(check.parameters).toMatchObject({ TransactionId: transactionId });
    check.response(refusal(404, 'ProcessNotCompleted'));
    await advanced;
  });
});
