import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, jitteredBackoffMs } from './backoff.js';

const BACKOFF = { initialDelayMs: 200, maxDelayMs: 2_000 };

const anyBackoff = fc.record({
  initialDelayMs: fc.integer({ min: 1, max: 3_600_000 }),
  maxDelayMs: fc.integer({ min: 1, max: 86_400_000 }),
});
const anyFailures = fc.integer({ min: 1, max: 2_000_000_000 });

describe('the delay of a backoff', () => {
  it('begins with the first delay, doubles, and stays at the longest', () => {
    const delays = [1, 2, 3, 4, 5, 50, 1_000_000].map((failures) => backoffMs(BACKOFF, failures));

    expect(delays).toEqual([200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  });

  it('is for any policy twice the one before, up to the longest', () => {
    fc.assert(
      fc.property(anyBackoff, anyFailures, (backoff, failures) => {
        const delay = backoffMs(backoff, failures);
        expect(delay).toBeGreaterThan(0);
        expect(backoffMs(backoff, failures + 1)).toBe(Math.min(delay * 2, backoff.maxDelayMs));
      }),
    );
  });

  it('is spread by jitter over its second half', () => {
    expect([0, 0.5, 1].map((random) => jitteredBackoffMs(BACKOFF, 3, random))).toEqual([400, 600, 800]);
    fc.assert(
      fc.property(
        anyBackoff,
        anyFailures,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (backoff, failures, random) => {
          const most = backoffMs(backoff, failures);
          const delay = jitteredBackoffMs(backoff, failures, random);
          expect(delay).toBeGreaterThanOrEqual(Math.round(most / 2));
          expect(delay).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
