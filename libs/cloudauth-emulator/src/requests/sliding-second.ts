const WINDOW_MS = 1000;

/** The moments of the last second, for counting how many lie in it. Moments must be added in order. */
export class SlidingSecond {
  #moments: number[] = [];
  #first = 0;

  /** How many moments lie in the second that ends at `nowMs`; one that is a whole second old does not. */
  count(nowMs: number): number {
    const moments = this.#moments;
    while (this.#first < moments.length && (moments[this.#first] ?? 0) <= nowMs - WINDOW_MS) this.#first += 1;
    if (this.#first > 1024 && this.#first * 2 > moments.length) {
      this.#moments = moments.slice(this.#first);
      this.#first = 0;
    }
    return this.#moments.length - this.#first;
  }

  /** Adds a moment and counts. */
  add(nowMs: number): number {
    this.#moments.push(nowMs);
    return this.count(nowMs);
  }
}
