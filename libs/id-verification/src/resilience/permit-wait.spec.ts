import { describe, expect, it } from 'vitest';
import { anotherWaitMs, firstWaitMs, toleratedDelayMs } from './permit-wait.js';

describe('the wait for a permit', () => {
  it('is shorter for a first permit than for a further one', () => {
    const time = { leftMs: 10_000, leastMs: 1_000 };

    expect(firstWaitMs(time)).toBe(4_000);
    expect(anotherWaitMs(time)).toBe(8_500);
  });

  it('leaves the time that the call needs', () => {
    const time = { leftMs: 1_500, leastMs: 1_000 };

    expect(firstWaitMs(time)).toBe(500);
    expect(anotherWaitMs(time)).toBe(500);
    expect(firstWaitMs({ leftMs: 500, leastMs: 1_000 })).toBeLessThan(0);
  });

  it.each([
    { safetyMarginMs: 0, delayMs: 5 },
    { safetyMarginMs: 10, delayMs: 5 },
    { safetyMarginMs: 40, delayMs: 20 },
    { safetyMarginMs: 200, delayMs: 100 },
  ])(
    'tolerates a delay of $delayMs ms with a safety margin of $safetyMarginMs ms',
    ({ safetyMarginMs, delayMs }) => {
      expect(toleratedDelayMs(safetyMarginMs)).toBe(delayMs);
    },
  );
});
