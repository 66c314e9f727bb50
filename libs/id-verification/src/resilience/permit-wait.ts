/**
 * The share of the safety margin for late timers; the rest is for network jitter. Timers are late by a millisecond or
 * two at least, so that the tolerance has a minimum.
 */
const TOLERATED = { share: 0.5, leastMs: 5 };

/**
 * The share of the caller's time that may pass before the first permit, and before a further one after a missed permit
 * or for a retry. The second share is larger, so that a caller that has queued is not rejected later. The rest is for
 * the call.
 */
const SHARES = { first: 0.4, another: 0.85 };

/** The caller's remaining time and the minimum for the call, in milliseconds. */
export interface CallerTime {
  readonly leftMs: number;
  readonly leastMs: number;
}

/** The longest wait for a first permit, in milliseconds. */
export function firstWaitMs(time: CallerTime): number {
  return longest(time, SHARES.first);
}

/** The longest wait for a further permit, in milliseconds. */
export function anotherWaitMs(time: CallerTime): number {
  return longest(time, SHARES.another);
}

/** The tolerated delay after a permit's time, in milliseconds. */
export function toleratedDelayMs(safetyMarginMs: number): number {
  return Math.max(TOLERATED.share * safetyMarginMs, TOLERATED.leastMs);
}

/** A permit without enough time left for the call would be wasted. */
function longest({ leftMs, leastMs }: CallerTime, share: number): number {
  return Math.min(share * leftMs, leftMs - leastMs);
}
