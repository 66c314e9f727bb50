import type { DueWorkStore } from '../storage/due-work.store.js';
import type { Clock, Random } from '../time/clock.js';
import type { ChangeListenerService } from './change-listener.service.js';
import type { WorkerNotifierService } from './worker-notifier.service.js';
import { dueTimes, type WorkerTask } from './worker-task.js';

/** The longest poll interval while other processes notify this one of new work, in milliseconds. */
const IDLE_INTERVAL_MS = 10_000;

/** Polls of several processes for the same work, or after the same start, differ by up to this time, in milliseconds. */
const JITTER_MS = 200;

/**
 * Finds due work of all tasks with one statement, and notifies their workers. While nothing is due it polls when the next
 * work is, at the latest after {@link IDLE_INTERVAL_MS}; without notifications by other processes, after each poll
 * interval.
 */
export class DueWorkPoll implements WorkerTask {
  readonly name = 'poll';
  pollIntervalMs: number;
  private hasChanged = false;

  constructor(
    private readonly tasks: readonly WorkerTask[],
    private readonly intervalMs: number,
    private readonly store: DueWorkStore,
    private readonly notifier: WorkerNotifierService,
    private readonly listener: Pick<ChangeListenerService, 'session'>,
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly random: Random,
  ) {
    this.pollIntervalMs = intervalMs;
  }

  /**
   * Makes the next poll follow within the poll interval, because this process did something that may make work due.
   *
   * @returns whether the wait for the next poll must end for that
   */
  expectWork(): boolean {
    const isLater = !this.hasChanged;
    this.hasChanged = true;
    return isLater;
  }

  async runOnce(stopping: AbortSignal): Promise<boolean> {
    if (this.hasChanged) await this.clock.sleep(this.intervalMs, stopping).catch(() => undefined);
    if (stopping.aborted) return false;
    this.hasChanged = false;
    // Also the interval after a failure.
    this.pollIntervalMs = this.intervalMs;
    const times = dueTimes(this.tasks);
    const untilDue = await this.store.untilDue(times).catch((error: unknown) => {
      // A failure of this one statement must not stop the work of all kinds.
      for (const [name] of times) this.notifier.notify(name);
      throw error;
    });
    const due = [...untilDue].flatMap(([name, waitMs]) => (waitMs <= 0 ? name : []));
    for (const name of due) this.notifier.notify(name);
    if (due.length > 0 || this.listener.session === undefined) return false;
    const nextMs = Math.ceil(Math.min(...untilDue.values(), IDLE_INTERVAL_MS) + JITTER_MS * this.random());
    this.pollIntervalMs = Math.max(this.intervalMs, nextMs);
    return false;
  }
}
