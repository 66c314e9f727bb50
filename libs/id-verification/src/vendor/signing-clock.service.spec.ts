import { describe, expect, it } from 'vitest';
import { evaluateCorrection, SigningClockService } from './signing-clock.service.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('evaluateCorrection', () => {
  it.each([
    ['corrects nothing up to a minute', MINUTE_MS, 0, 0],
    ['corrects a clock that is ahead', 61_000, 0, 61_000],
    ['corrects a clock that is behind', -DAY_MS, 0, -DAY_MS],
    ['keeps a correction that is off by up to a minute', 59_000, 61_000, 61_000],
    ['follows a clock that stepped', -60 * MINUTE_MS, 60 * MINUTE_MS, -60 * MINUTE_MS],
    ['ends when the clock is right again', 0, 60 * MINUTE_MS, 0],
    ['ignores a difference of more than a day', DAY_MS + 1, 0, 0],
    ['drops the correction at a difference of more than a day', -DAY_MS - 1, -DAY_MS, 0],
  ])(
    'corrects only what a mistaken time zone or a missed correction can explain: %s',
    (_, skewMs, knownMs, corrected) => {
      expect(evaluateCorrection(skewMs, knownMs)).toBe(corrected);
    },
  );
});

describe('SigningClockService', () => {
  const wall = { now: () => new Date('2026-06-01T12:00:00Z') };

  it('dates requests by the vendor’s time', () => {
    const signing = new SigningClockService({ client: 'native', correctClock: true }, wall);
    signing.correct(60 * MINUTE_MS);

    expect(signing.now()).toEqual(new Date('2026-06-01T11:00:00Z'));
  });

  it.each([
    { client: 'native', correctClock: false },
    { client: 'sdk', correctClock: true },
  ] as const)('corrects nothing with %o', (options) => {
    const signing = new SigningClockService(options, wall);
    signing.correct(60 * MINUTE_MS);

    expect(signing.correctionMs).toBe(0);
  });
});
