/**
 * A fixed number of slots, given out first come, first served.
 *
 * The pool has a queue of its own, but a call that was cancelled in there is noticed only when its turn comes, and
 * the warm connection that it was about to use is closed with it.
 */
export class Semaphore {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** Waits for a slot. Rejects with the signal's reason when that comes first. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await this.turn(signal);
  }

  /** Gives a slot back: to the call that has waited longest, if there is one. */
  release(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free += 1;
    else next();
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        this.waiting.delete(enter);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
