import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VerdictStage } from '../support/host/verdict-stage.js';

/** Each is a round trip. Those of a database transaction count too; what the handler itself sends does not. */
const STATEMENTS = 14;

describe('A verification from initialize to its handler', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('statements');
  });
  afterAll(() => stage.close());

  it('sends fourteen statements at most', async () => {
    const host = await stage.host();
    const before = host.statements.statements.length;

    const started = await stage.start(host);
    stage.emulator.finish(started.transactionId, { passed: 'Y' });
    await stage.call(host, `?callbackToken=${started.callbackToken}`);

    expect(host.outcomes).toHaveLength(1);
    const sent = host.statements.statements.slice(before).map(({ sql }) => sql.slice(0, 400));
    expect(sent).toHaveLength(STATEMENTS);
  });
});
