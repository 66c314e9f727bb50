/**
 * Of the safety margin so much is for callers that wake late for their permit; the rest is for the way to the vendor.
 * Timers are late by a millisecond or two at the best, whatever the margin.
 */
const TOLERATED = { share: 0.5, leastMs: 5 };

/**
 * Of a caller's time so much may pass before its first permit, and before another one that it acquires because it
 * missed the first or its call is retried: one that has queued must not be refused for that. The rest is the call's.
 */
const SHARES = { first: 0.4, another: 0.85 };

/** A caller's time for everything, in milliseconds, and what of that the call needs at the least. */
export interface CallerTime {
  readonly leftMs: number;
  readonly leastMs: number;
}

/** How long a caller may wait for its first permit. */
export function firstWaitMs(time: CallerTime): number {
  return longest(time, SHARES.first);
}

/** How long a caller that has had a permit may wait for another one. */
export function anotherWaitMs(time: CallerTime): number {
  return longest(time, SHARES.another);
}

/** How late a caller may be for its permit. */
export function toleratedDelayMs(safetyMarginMs: number): number {
  return Math.max(TOLERATED.share * safetyMarginMs, TOLERATED.leastMs);
}

/** A permit after which no time is left for the call would be missing elsewhere. */
function longest({ leftMs, leastMs }: CallerTime, share: number): number {
  return Math.min(share * leftMs, leftMs - leastMs);
}
