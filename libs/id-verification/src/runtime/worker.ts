import type { Clock } from '../time/clock.js';
import type { WorkerTask } from './worker-task.js';

/** The poll interval of a task that runs on notification, in milliseconds. */
const RARELY_MS = 3_600_000;

/**
 * Runs a task repeatedly: at once while there is more due work, otherwise on notification or after the poll interval.
 * After a run that throws it always waits for the interval.
 */
export class Worker {
  private readonly stopping = new AbortController();
  private delay = new AbortController();
  private running: Promise<void> | undefined;

  /** @param retryMs the delay after a failure of a task without a poll interval, in milliseconds */
  constructor(
    private readonly task: WorkerTask,
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly retryMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the wait for the next poll, so that the task runs now. */
  notify(): void {
    this.delay.abort();
  }

  /** Starts no further run, and waits for the current one. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.notify();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Created before the run, so that a notification during the run is not lost.
      this.delay = new AbortController();
      // After a failure notifications do not end the wait: each run would probably fail too.
      let { signal } = this.delay;
      let restMs = RARELY_MS;
      const more = await this.task.runOnce(this.stopping.signal).catch((error: unknown) => {
        // An abort by the shutdown is not a failure.
        if (!this.stopping.signal.aborted) this.onError(error);
        signal = this.stopping.signal;
        restMs = this.retryMs;
        return false;
      });
      if (!more && !this.stopping.signal.aborted) {
        await this.clock.sleep(this.task.pollIntervalMs ?? restMs, signal).catch(() => undefined);
      }
    }
  }
}
