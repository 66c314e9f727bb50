import { describe, expect, it } from 'vitest';
import { Tally } from './tally.js';

describe('A tally', () => {
  it('has no time to the verdict without a verdict', () => {
    const tally = new Tally();
    tally.addGroup({
      status: 'EXPIRED',
      reason: 'not_finished',
      dropOffReason: null,
      dropOffPage: null,
      seconds: null,
      count: 3,
    });

    expect(tally.timeToVerdict()).toEqual({ median: undefined, p95: undefined });
  });

  it('interpolates between verdicts of roll-ups and of groups', () => {
    const tally = new Tally();
    tally.addRollUp({
      counts: [['PASSED', 'verified', null, null, 2]],
      seconds: [
        [50, 1],
        [10, 1],
      ],
    });
    tally.addGroup({
      status: 'FAILED',
      reason: 'liveness_risk',
      dropOffReason: null,
      dropOffPage: null,
      seconds: 20,
      count: 2,
    });

    expect(tally.timeToVerdict()).toEqual({ median: 20, p95: expect.closeTo(45.5) });
    expect(tally.counts.map(({ status, count }) => [status, count])).toEqual([
      ['PASSED', 2],
      ['FAILED', 2],
    ]);
  });
});
