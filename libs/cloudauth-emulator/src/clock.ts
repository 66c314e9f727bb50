/** A century: every time that follows from it stays within the range of Date. */
const MAX_OFFSET_MS = 100 * 365 * 24 * 3600_000;

/**
 * The emulator's time. Transactions live by {@link now}, which a test can move forward; signatures are judged by
 * {@link wallNow}, because the clients that sign do not move with it.
 */
export class EmulatorClock {
  readonly #wall: () => number;
  #offsetMs: number;

  constructor(wall: () => number = Date.now, offsetMs = 0) {
    this.#wall = wall;
    this.#offsetMs = offsetMs;
  }

  /** Milliseconds since 1970 as transactions see them: the wall clock plus everything it was advanced by. */
  now(): number {
    return this.#wall() + this.#offsetMs;
  }

  /** Milliseconds since 1970 as clients see them. */
  wallNow(): number {
    return this.#wall();
  }

  /** How far {@link now} is ahead of the wall clock, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Moves transactions' time forward. @throws RangeError when `ms` is negative, or the lead comes to exceed a century. */
  advance(ms: number): void {
    if (!(ms >= 0 && this.#offsetMs + ms <= MAX_OFFSET_MS))
      throw new RangeError(`advance: ms must be a number from 0 to ${MAX_OFFSET_MS - this.#offsetMs}`);
    this.#offsetMs += ms;
  }
}
