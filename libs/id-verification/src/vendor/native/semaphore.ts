/**
 * A counting semaphore: a fixed number of slots, first come, first served.
 *
 * Undici's own queue notices an aborted call only at its turn, and then closes the connection.
 */
export class Semaphore {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** Acquires a slot if one is free. */
  tryTake(): boolean {
    if (this.free === 0) return false;
    this.free -= 1;
    return true;
  }

  /** Acquires a slot. Rejects with the signal's reason if that is aborted first. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.tryTake()) await this.turn(signal);
  }

  /** Releases a slot, to the longest waiting call if there is one. */
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
