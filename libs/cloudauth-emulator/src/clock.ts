/** A century, so that all derived times stay within the range of Date. */
const MAX_OFFSET_MS = 100 * 365 * 24 * 3600_000;

/**
 * The emulator's clock. Transactions use {@link now}, which a test can advance; signatures are checked with {@link
 * wallNow}, because clients keep the wall clock.
 */
export class EmulatorClock {
  readonly #wall: () => number;
  #offsetMs: number;

  constructor(wall: () => number = Date.now, offsetMs = 0) {
    this.#wall = wall;
    this.#offsetMs = offsetMs;
  }

  /** Milliseconds since 1970 for transactions: the wall clock plus all advances. */
  now(): number {
    return this.#wall() + this.#offsetMs;
  }

  /** Milliseconds since 1970 by the wall clock. */
  wallNow(): number {
    return this.#wall();
  }

  /** How far {@link now} is ahead of the wall clock, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * Advances the time of transactions. @throws RangeError when `ms` is negative, or the lead comes to exceed a century.
   */
  advance(ms: number): void {
    if (!(ms >= 0 && this.#offsetMs + ms <= MAX_OFFSET_MS))
      throw new RangeError(`advance: ms must be a number from 0 to ${MAX_OFFSET_MS - this.#offsetMs}`);
    this.#offsetMs += ms;
  }
}
