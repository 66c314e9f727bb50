import type { Clock } from '../time/clock.js';

/** One round of work; says whether there may be more to do at once. */
export type Iteration = () => Promise<boolean>;

/**
 * Repeats a round of work: at once while there is more, at the next wake or after a pause otherwise. A round that
 * throws is followed by a pause like any other.
 */
export class Worker {
  private readonly stopping = new AbortController();
  private delay = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly iterate: Iteration,
    private readonly pollIntervalMs: number,
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the pause, if there is one, so that the next round begins now. */
  notify(): void {
    this.delay.abort();
  }

  /** Begins no further round, and waits for the one that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.notify();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Made before the round, so that a wake during it is not lost.
      this.delay = new AbortController();
      // Whoever wakes it after a failure waits all the same: each of many would fail again.
      let { signal } = this.delay;
      const more = await this.iterate().catch((error: unknown) => {
        // What is cut short when the application stops is no failure.
        if (!this.stopping.signal.aborted) this.onError(error);
        signal = this.stopping.signal;
        return false;
      });
      if (!more && !this.stopping.signal.aborted) {
        await this.clock.sleep(this.pollIntervalMs, signal).catch(() => undefined);
      }
    }
  }
}
