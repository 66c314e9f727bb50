import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { DueWorkStore } from '../storage/due-work.store.js';
import { InFlightWorkService } from '../time/in-flight-work.service.js';
import { onAbort } from '../time/on-abort.js';
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
  'roll_up',
];

/**
 * Runs all due work once, for hosts without permanent workers, such as cron jobs. Leases make it safe beside workers in
 * other processes.
 */
@Injectable()
export class DueWorkService implements OnModuleDestroy {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly stopping = new AbortController();

  constructor(
    @Inject(WORKER_TASKS) private readonly tasks: readonly WorkerTask[],
    private readonly store: DueWorkStore,
    private readonly inFlight: InFlightWorkService,
  ) {}

  /** Ends passes before the shutdown waits for them. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  async run(budgetMs: number): Promise<WorkReport> {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    const unfollow = onAbort(this.stopping.signal, end);
    if (this.stopping.signal.aborted) end();
    // Real time: the budget bounds what a function or a job may take.
    const timer = setTimeout(end, budgetMs);
    const endsAt = performance.now() + budgetMs;
    try {
      return await this.inFlight.run(() => this.pass(ending.signal, endsAt));
    } finally {
      clearTimeout(timer);
      unfollow();
      // Tasks keep the signal: while it is not aborted, they begin work by themselves.
      end();
    }
  }

  /** @param ending aborted at the end of the budget, and when the application stops */
  private async pass(ending: AbortSignal, endsAt: number): Promise<WorkReport> {
    const failed: WorkerName[] = [];
    const attempt = (task: Pick<WorkerTask, 'name'>, work: () => Promise<boolean>): Promise<boolean> =>
      work().catch((error: unknown) => {
        // The wait for permits ends by an error then.
        if (ending.aborted) return false;
        failed.push(task.name);
        this.warn(task, error);
        return false;
      });
    let completed = true;
    for (const task of ORDER.flatMap((name) => this.tasks.filter((task) => task.name === name))) {
      completed = (await attempt(task, () => runTask(task, ending, endsAt))) && completed;
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
async function runTask(task: WorkerTask, ending: AbortSignal, endsAt: number): Promise<boolean> {
  while (!ending.aborted && (await task.runOnce(ending)));
  const isDrained = (await task.drain?.(Math.max(0, endsAt - performance.now()))) ?? true;
  return isDrained && !ending.aborted;
}
