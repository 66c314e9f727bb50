import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bySuite } from '../support/runner/suite.js';
import { VerdictStage, type Started } from '../support/host/verdict-stage.js';

const COUNT = bySuite({ quick: 50, all: 200 });

describe('two processes', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('two_processes');
  });
  afterAll(() => stage.close());

  it(`check each of ${COUNT} shared due verifications exactly once`, async () => {
    const starter = await stage.host({ workers: { enabled: false } });
    const all: Started[] = [];
    while (all.length < COUNT) {
      all.push(...(await Promise.all(Array.from({ length: 10 }, () => stage.start(starter)))));
    }
    for (const { transactionId } of all) stage.emulator.finish(transactionId, { passed: 'Y' });
    const hosts = [await stage.host(), await stage.host()];

    await stage.clock.advance(2 * 60_000);
    await stage.clock.idle();

    expect(all.map((one) => stage.asked(one))).toEqual(all.map(() => 1));
    expect(await starter.service.list({ statuses: ['PASSED'], limit: 50 })).toMatchObject({
      items: { length: 50 },
    });
    const shares = hosts.map(({ statements }) => statements.matching(/ended AS/));
    process.stdout.write(`Two processes shared ${COUNT} verdicts: ${shares.join(' and ')}\n`);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(COUNT);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    const delivered = hosts.flatMap(({ outcomes }) => outcomes.map(({ merchantBizId }) => merchantBizId));
    expect([...delivered].sort()).toEqual(all.map(({ merchantBizId }) => merchantBizId).sort());
  });
});
