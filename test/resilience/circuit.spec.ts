import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whileRowsAreForbidden } from '../support/database/forbid-rows.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { VerdictStage } from '../support/host/verdict-stage.js';

describe('While the circuit is open', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('circuit');
  });
  afterAll(() => stage.close());

  it('refuses initialize before a row is inserted, and replays a stored response', async () => {
    const circuitBreaker = { windowSize: 4, halfOpenAfterMs: 600_000 };
    const host = await stage.host({ workers: { enabled: false }, retry: false, circuitBreaker });
    const initialize = (merchantBizId = newMerchantBizId()) =>
      host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    const known = newMerchantBizId();
    await initialize(known);
    stage.emulator.inject({ kind: 'vendorCode', code: 'InternalError', action: 'Initialize', times: 1_000 });
    for (let n = 0; n < circuitBreaker.windowSize; n += 1) await initialize().catch(() => undefined);

    await whileRowsAreForbidden(host, async () => {
      await expect(initialize()).rejects.toMatchObject({ code: 'circuit_open' });
    });

    await expect(initialize(known)).resolves.toMatchObject({ merchantBizId: known, replayed: true });
  });
});
