import type { Sql } from '../storage/sql.js';

/** The kinds of work. Log events are named after them: `check_failed`. */
export type WorkerName =
  | 'check_request'
  | 'check'
  | 'deliver'
  | 'evidence'
  | 'explain'
  | 'heartbeat'
  | 'reject'
  | 'erase'
  | 'purge'
  | 'roll_up'
  | 'listen'
  | 'poll';

/** A task that a worker runs repeatedly. */
export interface WorkerTask {
  readonly name: WorkerName;
  /** In milliseconds. Without one the task runs on notification. */
  readonly pollIntervalMs?: number;
  /** Whether it also runs with `workers.enabled: false`. */
  readonly isAlwaysEnabled?: boolean;
  /**
   * When its next work is due, as an expression that is NULL without work. The poll of all such tasks is one statement,
   * which notifies them.
   */
  dueAt?(): Sql | undefined;
  /** Called in every process before the first worker starts. A failure stops the application. */
  prepare?(): Promise<void>;
  /**
   * Runs due work.
   *
   * @param stopping aborted when the application stops, or when the time of `runDueWork` is over
   * @returns whether there may be more due work
   */
  runOnce(stopping: AbortSignal): Promise<boolean>;
  /** Waits for work that `runOnce` left in flight, at most for the timeout. @returns whether it ended */
  drain?(timeoutMs: number): Promise<boolean>;
}

/** When the next work of each task is due, of the tasks that are polled. */
export function dueTimes(tasks: readonly WorkerTask[]): (readonly [WorkerName, Sql])[] {
  return tasks.flatMap((task) => {
    const dueAt = task.dueAt?.();
    return dueAt === undefined ? [] : [[task.name, dueAt] as const];
  });
}

/** The tasks of one module instance, in the order in which they are prepared. */
export const WORKER_TASKS = Symbol('WORKER_TASKS');
