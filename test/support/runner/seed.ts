import { randomInt } from 'node:crypto';

/** Far below 2^31, so that a test may add to it. */
const BELOW = 2 ** 30;

/**
 * The seed of everything random in this run. TEST_SEED repeats another run; else the process of the reporter, which is
 * the first to load this, draws one, and the workers inherit it.
 */
export const SEED = Number((process.env['TEST_SEED'] ??= String(randomInt(BELOW))));
