/** Counts outstanding work, and notifies when there is none. */
export class Outstanding {
  #count = 0;
  #waiting: (() => void)[] = [];

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count = Math.max(0, this.#count - 1);
    if (this.#count === 0) this.#notify();
  }

  /** Drops all outstanding work. */
  giveUp(): void {
    this.#count = 0;
    this.#notify();
  }

  /** Resolves when there is no outstanding work. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #notify(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
