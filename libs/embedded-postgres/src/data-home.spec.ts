import { describe, expect, it } from 'vitest';

import { choosePlace } from './data-home.js';

describe('choosePlace', () => {
  it.each([
    ['the wanted place when it can be reached', true, false, false, 'wanted'],
    ['the alternative when it cannot', false, false, false, 'alternative'],
    ['where the data is already', true, false, true, 'alternative'],
    ['where the data is already, the wanted place first', true, true, true, 'wanted'],
    ['neither, when data in the wanted place can be reached no more', false, true, true, 'blocked'],
  ] as const)('is %s', (_what, reachable, wantedHasData, alternativeHasData, place) => {
    expect(choosePlace({ reachable, wantedHasData, alternativeHasData })).toBe(place);
  });
});
