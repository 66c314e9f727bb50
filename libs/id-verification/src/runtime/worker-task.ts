/** The kinds of work. Log events are named after them: `check_failed`. */
export type WorkerName =
  'check_request' | 'check' | 'deliver' | 'evidence' | 'explain' | 'heartbeat' | 'erase' | 'purge' | 'listen';

/** Work that a worker repeats. */
export interface WorkerTask {
  readonly name: WorkerName;
  readonly pollIntervalMs: number;
  /** Whether it runs in processes with `workers.enabled: false` too. */
  readonly isAlwaysEnabled?: boolean;
  /** Called in every process before the first worker starts. A failure fails the application's start. */
  prepare?(): Promise<void>;
  /**
   * Does what is due now.
   *
   * @param stopping aborted when the application stops
   * @returns whether there may be more to do at once
   */
  runOnce(stopping: AbortSignal): Promise<boolean>;
  /** Waits for what `runOnce` left in flight, no longer than the timeout. */
  drain?(timeoutMs: number): Promise<void>;
}

/** The tasks of one module instance, in the order in which they are prepared. */
export const WORKER_TASKS = Symbol('WORKER_TASKS');
