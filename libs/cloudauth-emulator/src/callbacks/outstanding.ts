/** Counts what is still to be done, and notifies when nothing is. */
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

  /** Nothing more will be done. */
  giveUp(): void {
    this.#count = 0;
    this.#notify();
  }

  /** Resolves when nothing is left. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #notify(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
