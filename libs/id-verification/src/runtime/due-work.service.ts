import { Inject, Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { WORKER_TASKS, type WorkerName, type WorkerTask } from './worker-task.js';

/**
 * The result of one pass of `runDueWork`.
 *
 * @publicApi
 */
export interface WorkReport {
  /** False if the budget ended before all due work was done: run it again soon. */
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

  constructor(@Inject(WORKER_TASKS) private readonly tasks: readonly WorkerTask[]) {}

  async run(budgetMs: number): Promise<WorkReport> {
    // Real time: the budget bounds what a function or a job may take.
    const outOfTime = AbortSignal.timeout(budgetMs);
    const endsAt = performance.now() + budgetMs;
    const failed: WorkerName[] = [];
    for (const task of ORDER.flatMap((name) => this.tasks.filter((task) => task.name === name))) {
      try {
        while (!outOfTime.aborted && (await task.runOnce(outOfTime)));
        await task.drain?.(Math.max(0, endsAt - performance.now()));
      } catch (error) {
        if (outOfTime.aborted) break;
        failed.push(task.name);
        this.logger.warn(
          logLine(`${task.name}_failed`, { error: error instanceof Error ? error.name : typeof error }),
        );
      }
    }
    return { completed: !outOfTime.aborted && failed.length === 0, failed };
  }
}
