import { Inject, Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { DueWorkStore } from '../storage/due-work.store.js';
import { dueTimes, WORKER_TASKS, type WorkerName, type WorkerTask } from './worker-task.js';

/**
 * The result of one pass of `runDueWork`.
 *
 * @publicApi
 */
export interface WorkReport {
  /**
   * False if work is still due, because the budget ended, the rate limit had no permits left or something failed: run
   * it again soon.
   */
  readonly completed: boolean;
  /** The kinds of work that failed, for example `check` while the database is unavailable; the log has the error. */
  readonly failed: readonly string[];
}

/** The order of tasks in one pass: a task makes work due for later ones. */
const ORDER: readonly WorkerName[] = [
  'heartbeat',
  'check_request',
  'reject',
  'check',
  'deliver',
  'evidence',
  'explain',
  'erase',
  'purge',
];

/**
 * Runs all due work once, for hosts without permanent workers, such as cron jobs. Leases make it safe beside workers in
 * other processes.
 */
@Injectable()
export class DueWorkService {
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    @Inject(WORKER_TASKS) private readonly tasks: readonly WorkerTask[],
    private readonly store: DueWorkStore,
  ) {}

  async run(budgetMs: number): Promise<WorkReport> {
    // Real time: the budget bounds what a function or a job may take.
    const outOfTime = AbortSignal.timeout(budgetMs);
    const endsAt = performance.now() + budgetMs;
    const failed: WorkerName[] = [];
    const attempt = (task: Pick<WorkerTask, 'name'>, work: () => Promise<boolean>): Promise<boolean> =>
      work().catch((error: unknown) => {
        // The end of the budget ends the wait for permits by an error.
        if (outOfTime.aborted) return false;
        failed.push(task.name);
        this.warn(task, error);
        return false;
      });
    let completed = true;
    for (const task of ORDER.flatMap((name) => this.tasks.filter((task) => task.name === name))) {
      completed = (await attempt(task, () => runTask(task, outOfTime, endsAt))) && completed;
    }
    completed &&= await attempt({ name: 'poll' }, () => this.isNothingDue());
    return { completed, failed };
  }

  /** A task also ends without permits, or with rows that another database transaction has locked. */
  private async isNothingDue(): Promise<boolean> {
    const untilDue = await this.store.untilDue(dueTimes(this.tasks));
    return [...untilDue.values()].every((waitMs) => waitMs > 0);
  }

  private warn(task: Pick<WorkerTask, 'name'>, error: unknown): void {
    this.logger.warn(
      logLine(`${task.name}_failed`, { error: error instanceof Error ? error.name : typeof error }),
    );
  }
}

/** @returns whether it ended in time, with all that it left in flight */
async function runTask(task: WorkerTask, outOfTime: AbortSignal, endsAt: number): Promise<boolean> {
  while (!outOfTime.aborted && (await task.runOnce(outOfTime)));
  const isDrained = (await task.drain?.(Math.max(0, endsAt - performance.now()))) ?? true;
  return isDrained && !outOfTime.aborted;
}
