import { describe, expect, it } from 'vitest';
import { PermitClock } from './permit-clock.js';

/** A permit that a database issued whose clock is so much ahead of this process's. */
const permit = (issuedAt: number, waitMs: number, aheadMs = 0) => ({
  waitMs,
  givenAt: new Date(issuedAt + aheadMs),
  permit: 'as the database writes it',
});

describe('the date of a permit', () => {
  it('is the time of issue and the wait, by the clock of this process', () => {
    const clock = new PermitClock();
    clock.date('Initialize', permit(1_000, 0, 60_000), 999, 1_000);

    expect(clock.date('Initialize', permit(2_000, 300, 60_000), 1_999, 2_080)).toMatchObject({
      waitMs: 300,
      at: 2_300,
    });
  });

  it('is never before the permit was requested, when the database’s clock was stepped back', () => {
    const clock = new PermitClock();
    clock.date('Initialize', permit(1_000, 0), 999, 1_001);

    expect(clock.date('Initialize', permit(2_000, 40, -60_000), 1_999, 2_001).at).toBe(2_039);
  });
});

describe('the queue', () => {
  it('is known of each operation until its last permit', () => {
    const clock = new PermitClock();
    clock.date('Initialize', permit(1_000, 500), 1_000, 1_001);

    expect(clock.isQueued('Initialize', 1_499)).toBe(true);
    expect(clock.isQueued('Initialize', 1_500)).toBe(false);
    expect(clock.isQueued('CheckResult', 1_499)).toBe(false);
  });

  it('is as long as it was when it was last read', () => {
    const clock = new PermitClock();
    clock.extendQueue('Initialize', 3_000);
    clock.extendQueue('Initialize', 2_000);

    expect(clock.isQueued('Initialize', 2_500)).toBe(false);
  });
});
