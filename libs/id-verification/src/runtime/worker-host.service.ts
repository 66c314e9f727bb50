import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { filter } from 'rxjs';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ResilientClient } from '../resilience/resilient.client.js';
import { DueWorkStore } from '../storage/due-work.store.js';
import { SqlClient } from '../storage/sql.client.js';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, type Clock, type Random } from '../time/clock.js';
import { InFlightWorkService } from '../time/in-flight-work.service.js';
import { WorkerNotifierService } from './worker-notifier.service.js';
import { ChangeListenerService } from './change-listener.service.js';
import { DueWorkPoll } from './due-work-poll.js';
import { BOOT_FACTS, type BootFactSource } from './boot-facts.js';
import { WORKER_TASKS, type WorkerTask } from './worker-task.js';
import { Worker } from './worker.js';

/** The time for aborted work to release its leases, in milliseconds. */
const ABORT_MARGIN_MS = 2_000;

/** Runs each task in a worker of its own, from the application's start until its graceful shutdown. */
@Injectable()
export class WorkerHostService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  /** Set by the module's service. A test that replaces the service needs no workers. */
  isNeeded = false;
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly stopped = new AbortController();
  private workers: readonly Worker[] = [];

  constructor(
    @Inject(WORKER_TASKS) private readonly tasks: readonly WorkerTask[],
    @Inject(BOOT_FACTS) private readonly sources: readonly BootFactSource[],
    private readonly notifier: WorkerNotifierService,
    private readonly inFlight: InFlightWorkService,
    private readonly calls: ResilientClient,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    private readonly dueWork: DueWorkStore,
    private readonly sql: SqlClient,
    private readonly listener: ChangeListenerService,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isNeeded) return;
    for (const task of this.tasks) await task.prepare?.();
    const { enabled } = this.options.workers;
    const running = this.tasks.filter(({ isAlwaysEnabled = false }) => enabled || isAlwaysEnabled);
    this.workers = [
      ...running.map((task) => this.start(task)),
      ...(enabled ? [this.startPoll(running)] : []),
    ];
    this.logger.log(
      logLine('started', {
        instance: this.options.instance,
        ...Object.assign({}, ...this.sources.map((source) => source.bootFacts())),
        workers: running.map(({ name }) => name).join(','),
      }),
    );
  }

  /**
   * Graceful shutdown, before the database is closed: starts no new work, drains work in flight, and aborts vendor
   * calls that take too long, so that their leases are released.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const { gracefulShutdownTimeoutMs } = this.options;
    // From now on other processes do what is left.
    this.sql.hasWorkers = false;
    this.after(gracefulShutdownTimeoutMs, () => this.calls.abortInFlight());
    const outOfTime = new Promise<void>((resolve) =>
      this.after(gracefulShutdownTimeoutMs + ABORT_MARGIN_MS, resolve),
    );
    await Promise.race([this.drain().then(() => this.inFlight.settled()), outOfTime]);
  }

  onApplicationShutdown(): void {
    this.stopped.abort();
  }

  /** Waits for work that the last runs of the tasks left in flight. */
  private async drain(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await Promise.all(this.tasks.map((task) => task.drain?.(this.options.gracefulShutdownTimeoutMs)));
  }

  private after(milliseconds: number, act: () => void): void {
    this.clock.sleep(milliseconds, this.stopped.signal).then(act, () => undefined);
  }

  private startPoll(tasks: readonly WorkerTask[]): Worker {
    const { pollIntervalMs } = this.options.workers;
    const poll = new DueWorkPoll(
      tasks,
      pollIntervalMs,
      this.dueWork,
      this.notifier,
      this.listener,
      this.clock,
      this.random,
    );
    const worker = this.start(poll);
    this.notifier.notified.subscribe(() => {
      if (poll.expectWork()) worker.notify();
    });
    return worker;
  }

  private start(task: WorkerTask): Worker {
    const worker = new Worker(task, this.clock, this.options.workers.pollIntervalMs, (error) => {
      // Work that outlasts the shutdown fails when the database is closed; the log is closed then too.
      if (this.stopped.signal.aborted) return;
      this.logger.warn(
        logLine(`${task.name}_failed`, { error: error instanceof Error ? error.message : typeof error }),
      );
    });
    this.notifier.notified.pipe(filter((name) => name === task.name)).subscribe(() => worker.notify());
    worker.start();
    return worker;
  }
}
