import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRetriedCheck, FIRST_CHECK_DELAY_MS, nextPlannedCheck } from './check-schedule.js';

const MINUTE_MS = 60_000;
const GRACE_MS = 5 * MINUTE_MS;
const initializeStartedAt = new Date('2026-06-01T12:00:00Z');
const at = (elapsedMs: number) => new Date(initializeStartedAt.getTime() + elapsedMs);
const row = { initializeStartedAt, expiresAt: at(30 * MINUTE_MS) };

describe('the schedule', () => {
  it('checks a verification without a check request after 2, 5, 10, 20 and 35 minutes, and then no more', () => {
    const polls = [at(FIRST_CHECK_DELAY_MS)];
    while (polls.length < 5) polls.push(nextPlannedCheck(row, polls.at(-1) ?? initializeStartedAt, GRACE_MS));

    expect(polls.map((poll) => (poll.getTime() - initializeStartedAt.getTime()) / MINUTE_MS)).toEqual([
      2, 5, 10, 20, 35,
    ]);
  });

  it('never schedules two checks within two seconds', () => {
    fc.assert(
      fc.property(fc.nat(60 * MINUTE_MS), (elapsed) => {
        expect(nextPlannedCheck(row, at(elapsed), GRACE_MS).getTime()).toBeGreaterThan(
          at(elapsed + 2_000).getTime(),
        );
      }),
    );
  });

  it('always asks once more after the end and its grace', () => {
    fc.assert(
      fc.property(fc.nat(60 * MINUTE_MS), (elapsed) => {
        let next = at(elapsed);
        for (let step = 0; step < 6 && next < at(35 * MINUTE_MS); step += 1)
          next = nextPlannedCheck(row, next, GRACE_MS);
        expect(next.getTime()).toBeGreaterThanOrEqual(at(35 * MINUTE_MS).getTime());
      }),
    );
  });
});

describe('the back-off', () => {
  it('begins with seconds, doubles, and stays at a quarter of an hour', () => {
    const delays = [1, 2, 3, 4, 8, 20, 1_000_000].map(
      (attempts) =>
        (nextRetriedCheck(attempts, initializeStartedAt, 1).getTime() - initializeStartedAt.getTime()) /
        1_000,
    );

    expect(delays).toEqual([10, 20, 40, 80, 900, 900, 900]);
  });

  it('spreads rows that failed together over half of the pause', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, random) => {
        const delay =
          nextRetriedCheck(attempts, initializeStartedAt, random).getTime() - initializeStartedAt.getTime();
        const most =
          nextRetriedCheck(attempts, initializeStartedAt, 1).getTime() - initializeStartedAt.getTime();
        expect(delay).toBeGreaterThanOrEqual(most / 2 - 1);
        expect(delay).toBeLessThanOrEqual(most);
      }),
    );
  });
});
