import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import {
  DeliveryStore,
  type CallResult,
  type ClaimedDelivery,
  type FreeSlots,
} from '../../storage/delivery.store.js';
import { endedByServer } from '../../storage/storage.error.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { withTimeout } from '../../time/timeout.js';
import { allocateSlots, maxSlots } from './allocate-slots.js';
import { asHandler } from './handler-context.js';
import { OutcomeHandlersService, type RegisteredHandler } from './outcome-handlers.service.js';
import { verificationOutcome } from './verification-outcome.js';

/** Delivers outcomes to the application's handlers, each outcome to each handler exactly once. */
@Injectable()
export class DeliveryService implements WorkerTask, OnApplicationShutdown {
  readonly name = 'deliver';
  readonly pollIntervalMs: number;
  private readonly logger = new Logger(LOG_CONTEXT);
  /** The deliveries in flight, with the handler's name. */
  private readonly running = new Map<Promise<void>, string>();
  /** Attempts that called no handler and could not be uncounted, because the database was unavailable. */
  private readonly uncalled = new Set<ClaimedDelivery>();
  private readonly slots: number;
  private isOver = false;

  constructor(
    private readonly store: DeliveryStore,
    private readonly handlers: OutcomeHandlersService,
    private readonly telemetry: TelemetryService,
    private readonly notifier: WorkerNotifierService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.pollIntervalMs = options.workers.pollIntervalMs;
    this.slots = Math.min(options.delivery.concurrency, maxSlots(store.poolSize));
  }

  async prepare(): Promise<void> {
    if (this.handlers.all().length > 0) this.warnOfSmallPool();
  }

  /**
   * Starts due deliveries to handlers of this process, up to the concurrency limit. It does not wait for them, so that
   * a handler that hangs delays no other.
   */
  async runOnce(): Promise<boolean> {
    const registered = this.handlers.all();
    const free = allocateSlots(registered, [...this.running.values()], this.slots);
    if (registered.length === 0) return false;
    // Before the next claim, after which the attempt could no longer be uncounted.
    for (const claimed of this.uncalled) await this.uncount(claimed);
    const taken = free.total > 0 ? await this.takeDue(free) : [];
    const mayHaveMore = free.handlers.some(
      ({ name, most }) => taken.filter(({ handler }) => handler === name).length === most,
    );
    if (!mayHaveMore && taken.length < free.total) return false;
    if (this.running.size > 0) await withTimeout(this.pollIntervalMs, Promise.race(this.running.keys()));
    return true;
  }

  private async takeDue(free: FreeSlots): Promise<readonly ClaimedDelivery[]> {
    const { deliveries, deadLettered } = await this.store.claimDue(free, this.options.delivery);
    for (const one of deadLettered) this.logFailure(one, { deadLettered: true, error: 'process_died' });
    if (deadLettered.length > 0) this.notifier.notify('erase');
    for (const one of deliveries) this.begin(one);
    return [...deliveries, ...deadLettered];
  }

  async drain(timeoutMs: number): Promise<void> {
    await withTimeout(timeoutMs, Promise.all(this.running.keys()));
  }

  onApplicationShutdown(): void {
    this.isOver = true;
  }

  private begin(claimed: ClaimedDelivery): void {
    const delivery = this.telemetry
      .deliver(claimed.handler, () => this.deliver(claimed))
      .catch((error: unknown) => {
        // The database is closed; the lease expires later.
        if (this.isOver) return;
        this.logger.warn(
          logLine('deliver_failed', {
            merchantBizId: claimed.merchantBizId,
            handler: claimed.handler,
            error: failureKind(error),
          }),
        );
      })
      .finally(() => this.running.delete(delivery));
    this.running.set(delivery, claimed.handler);
  }

  private async deliver(claimed: ClaimedDelivery): Promise<void> {
    const handler = this.handlers.get(claimed.handler);
    if (handler === undefined) return;
    let isCalled = false;
    try {
      const { timeoutMs } = this.options.delivery;
      const { end, erasureWaits, errorAfterCommit } = await this.store.deliver(
        claimed,
        timeoutMs,
        (row, manager) => {
          isCalled = true;
          return this.call(handler, row, manager);
        },
      );
      if (end === 'delivered') this.telemetry.delivery(claimed.handler, 'delivered');
      if (errorAfterCommit !== undefined) this.warnOfErrorAfterCommit(claimed, errorAfterCommit);
      if (end === 'rolled-back') await this.fail(claimed, 'swallowed_sql_error');
      if (end === 'timed-out') await this.fail(claimed, 'out_of_time');
      if (erasureWaits === true) this.notifier.notify('erase');
    } catch (error) {
      if (!isCalled) return this.delay(claimed, failureKind(error));
      await this.fail(claimed, failureKind(error), hintFor(error));
    }
  }

  /** The handler was not called, so the attempt does not count. */
  private async delay(claimed: ClaimedDelivery, error: string): Promise<void> {
    const { merchantBizId, handler } = claimed;
    this.logger.warn(logLine('delivery_delayed', { merchantBizId, handler, error }));
    this.uncalled.add(claimed);
    await this.uncount(claimed);
  }

  private async uncount(claimed: ClaimedDelivery): Promise<void> {
    await this.store.uncount(claimed, this.options.delivery);
    this.uncalled.delete(claimed);
  }

  private async call(
    handler: RegisteredHandler,
    row: VerificationEntity,
    manager: EntityManager,
  ): Promise<CallResult> {
    const returned = asHandler(async () => {
      await handler.call(verificationOutcome(row), manager);
      return 'returned' as const;
    });
    return withTimeout(this.options.delivery.timeoutMs, returned);
  }

  private warnOfErrorAfterCommit({ merchantBizId, handler }: ClaimedDelivery, error: unknown): void {
    this.logger.warn(
      logLine('delivered_before_error', {
        merchantBizId,
        handler,
        error: failureKind(error),
        hint: 'The outcome is delivered. A subscriber of the data source threw after the commit, or the connection was lost.',
      }),
    );
  }

  private async fail(claimed: ClaimedDelivery, error: string, hint?: string): Promise<void> {
    const { deadLettered, erasureWaits } = await this.store.recordFailure(
      claimed,
      error,
      this.options.delivery,
    );
    this.logFailure(claimed, { deadLettered, error, hint });
    if (deadLettered && erasureWaits) this.notifier.notify('erase');
  }

  private logFailure(
    { merchantBizId, handler, attempts }: ClaimedDelivery,
    { deadLettered, error, hint }: { deadLettered: boolean; error: string; hint?: string | undefined },
  ): void {
    this.telemetry.delivery(handler, deadLettered ? 'dead_lettered' : 'failed');
    const line = logLine(deadLettered ? 'delivery_dead_lettered' : 'delivery_failed', {
      merchantBizId,
      handler,
      attempt: attempts,
      error,
      hint: hint ?? (deadLettered ? 'Fix the handler, then call redeliver().' : undefined),
    });
    if (deadLettered) this.logger.error(line);
    else this.logger.warn(line);
  }

  private warnOfSmallPool(): void {
    const { concurrency } = this.options.delivery;
    if (this.slots === concurrency) return;
    this.logger.warn(
      logLine('delivery_concurrency_lowered', {
        from: concurrency,
        to: this.slots,
        poolSize: this.store.poolSize,
        hint: 'Handlers may use less than half of the pool. Raise `poolSize` of the data source, or lower `delivery.concurrency`.',
      }),
    );
  }
}

/** What may help an operator. Where the server ended what a handler did, its settings are at fault and not the handler. */
function hintFor(error: unknown): string | undefined {
  const ended = endedByServer(error);
  if (ended !== undefined) return `SQLSTATE ${ended.sqlState}. ${ended.hint ?? ''}`;
  return error instanceof IdVerificationError ? error.hint : undefined;
}

/** The class of a handler's error; its message may contain personal data. */
function failureKind(error: unknown): string {
  if (error instanceof IdVerificationError) return error.code;
  if (!(error instanceof Error)) return 'not_an_error';
  return typeof error.name === 'string' && /^[\w.$-]{1,100}$/.test(error.name) ? error.name : 'unnamed_error';
}
