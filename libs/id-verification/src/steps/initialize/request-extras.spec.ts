import { describe, expect, it } from 'vitest';
import { checkExtras } from './request-extras.js';

const DAY_MS = 86_400_000;

describe('The retention of one verification', () => {
  it.each([
    [7, undefined],
    [7, 7 * DAY_MS],
    [undefined, 90 * DAY_MS],
  ])('may be %s days with a window of attempts of %s ms', (retentionDays, windowMs) => {
    const limit = windowMs === undefined ? undefined : { count: 3, windowMs };

    expect(checkExtras({ retentionDays }, limit)).toEqual({ metadata: {}, retentionDays });
  });

  it.each([
    [0, 1_000, 'a whole number from 1 to 36500'],
    ['7', 1_000, 'a whole number from 1 to 36500'],
    [7, 7 * DAY_MS + 1, 'at least as long as the window of maxAttemptsPerUser'],
  ])('may not be %j with a window of attempts of %i ms', (retentionDays, windowMs, expected) => {
    const check = () => checkExtras({ retentionDays }, { count: 3, windowMs });

    const message = `retentionDays must be ${expected}`;
    expect(check).toThrow(
      expect.objectContaining({ errors: [{ field: 'retentionDays', rule: 'range', message }] }),
    );
  });
});
