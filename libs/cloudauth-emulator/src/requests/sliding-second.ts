const WINDOW_MS = 1000;

/** The times of the last second, for counting how many lie in it. Times must be added in order. */
export class SlidingSecond {
  #times: number[] = [];
  #first = 0;

  /** How many times lie in the second that ends at `nowMs`; one that is a whole second old does not. */
  count(nowMs: number): number {
    const times = this.#times;
    while (this.#first < times.length && (times[this.#first] ?? 0) <= nowMs - WINDOW_MS) this.#first += 1;
    if (this.#first > 1024 && this.#first * 2 > times.length) {
      this.#times = times.slice(this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }

  /** Adds a time and counts. */
  add(nowMs: number): number {
    this.#times.push(nowMs);
    return this.count(nowMs);
  }
}
