/** Runs a limited number of tasks concurrently, queues further ones, and rejects tasks beyond the queue's length. */
export class CallbackLine {
  readonly #maxInFlight: number;
  readonly #maxWaiting: number;
  #waiting: (() => Promise<void>)[] = [];
  #inFlight = 0;

  constructor(maxInFlight: number, maxWaiting: number) {
    this.#maxInFlight = maxInFlight;
    this.#maxWaiting = maxWaiting;
  }

  /** False when the task was rejected. Tasks must not reject themselves. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting.length >= this.#maxWaiting) return false;
    this.#waiting.push(task);
    this.#next();
    return true;
  }

  clear(): void {
    this.#waiting = [];
  }

  #next(): void {
    while (this.#inFlight < this.#maxInFlight) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#inFlight += 1;
      void task().finally(() => {
        this.#inFlight -= 1;
        this.#next();
      });
    }
  }
}
