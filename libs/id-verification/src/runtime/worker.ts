import type { Clock } from '../time/clock.js';
import type { WorkerTask } from './worker-task.js';

/**
 * Repeats a task: at once while there is more to do, otherwise when it is notified or after the poll interval. A run
 * that throws is followed by the interval, whatever it is notified of.
 */
export class Worker {
  private readonly stopping = new AbortController();
  private delay = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly task: WorkerTask,
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the wait for the next poll, so that the task runs now. */
  notify(): void {
    this.delay.abort();
  }

  /** Starts no further run, and waits for the one in flight. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.notify();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Made before the run, so that a notification during it is not lost.
      this.delay = new AbortController();
      // Not ended by a notification after a failure: each of many would fail again.
      let { signal } = this.delay;
      const more = await this.task.runOnce(this.stopping.signal).catch((error: unknown) => {
        // What is aborted when the application stops is no failure.
        if (!this.stopping.signal.aborted) this.onError(error);
        signal = this.stopping.signal;
        return false;
      });
      if (!more && !this.stopping.signal.aborted) {
        await this.clock.sleep(this.task.pollIntervalMs, signal).catch(() => undefined);
      }
    }
  }
}
