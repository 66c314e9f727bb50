import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { filter } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { v4 as uuidv4 } from 'uuid';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import type { DeliveryReservation, DeliveryStarter } from '../../runtime/started-work.js';
import type { ClaimedDelivery } from '../../storage/claimed-delivery.js';
import {
  DeliveryStore,
  type CallResult,
  type Claim,
  type FreeSlots,
  type UncalledDelivery,
} from '../../storage/delivery.store.js';
import type { Sql } from '../../storage/sql.js';
import { NOW } from '../../storage/sql.client.js';
import { OUTCOME_OF, type FinalStatus } from '../../storage/verification-status.js';
import { InFlightWorkService } from '../../time/in-flight-work.service.js';
import { endedByServer } from '../../storage/storage.error.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { withTimeout } from '../../time/timeout.js';
import { allocateSlots, maxSlots, reservableHandlers } from './allocate-slots.js';
import { failureKind } from './failure-kind.js';
import { asHandler } from './handler-context.js';
import { OutcomeHandlersService, type RegisteredHandler } from './outcome-handlers.service.js';
import { verificationOutcome } from './verification-outcome.js';

/** Delivers outcomes to the application's handlers, each outcome to each handler exactly once. */
@Injectable()
export class DeliveryService implements WorkerTask, DeliveryStarter, OnApplicationShutdown {
  readonly name = 'deliver';
  private readonly logger = new Logger(LOG_CONTEXT);
  /** The deliveries in flight, with the handler's name. */
  private readonly running = new Map<Promise<void>, string>();
  /** Attempts that called no handler and could not be uncounted, because the database was unavailable. */
  private readonly uncalled = new Set<UncalledDelivery>();
  /** The handlers of reserved slots. */
  private readonly reserved: string[] = [];
  private readonly slots: number;
  /** The number of notifications that an erasure may wait for a delivery. */
  private erasuresSeen = 0;
  private isNotifyingErase = false;
  /** Whether a statement claims deliveries for all free slots. */
  private isClaiming = false;
  /** The token of a claim for all free slots whose response is lost, until the database is available again. */
  private lostClaim: string | undefined;
  /** Whether {@link runOnce} left deliveries because all slots were reserved. */
  private isStarved = false;
  /** Aborted when the worker stops; undefined before its first run. */
  private stopping: AbortSignal | undefined;
  private isOver = false;

  constructor(
    private readonly store: DeliveryStore,
    private readonly handlers: OutcomeHandlersService,
    private readonly telemetry: TelemetryService,
    private readonly notifier: WorkerNotifierService,
    private readonly inFlight: InFlightWorkService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    notifier.notified
      .pipe(filter((name) => name === 'erase' && !this.isNotifyingErase))
      .subscribe(() => (this.erasuresSeen += 1));
    this.slots = Math.min(options.delivery.concurrency, maxSlots(store.poolSize));
  }

  async prepare(): Promise<void> {
    if (this.handlers.all().length > 0) this.warnOfSmallPool();
  }

  dueAt(): Sql | undefined {
    // Attempts that called no handler are uncounted as soon as the database is available again.
    if (this.uncalled.size > 0) return NOW;
    const handlers = this.handlers.all();
    return handlers.length === 0 ? undefined : this.store.nextDelivery(handlers);
  }

  reserve(status: FinalStatus): DeliveryReservation | undefined {
    // The worker delivers what no slot is free for.
    if (this.isClaiming || this.lostClaim !== undefined) return undefined;
    if (!this.options.workers.enabled || this.stopping?.aborted !== false) return undefined;
    const handlers = reservableHandlers(this.free(), OUTCOME_OF[status]);
    this.reserved.push(...handlers);
    const free = (): void => {
      for (const name of handlers) this.reserved.splice(this.reserved.indexOf(name), 1);
    };
    return {
      handlers,
      policy: this.options.delivery,
      begin: (claimed) => {
        free();
        for (const one of claimed) this.begin(one);
        if (this.isStarved) this.notifier.notify(this.name);
      },
      giveBack: (merchantBizId) => {
        free();
        for (const handler of handlers)
          this.uncalled.add({ merchantBizId, handler, attempts: 1, delayMs: 0 });
        this.notifier.notify(this.name);
      },
    };
  }

  private free(): FreeSlots {
    return allocateSlots(this.handlers.all(), [...this.running.values(), ...this.reserved], this.slots);
  }

  /**
   * Starts due deliveries to handlers of this process, up to the concurrency limit. It does not wait for them, so that
   * a handler that hangs delays no other.
   */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    this.stopping = stopping;
    // Before the next claim, after which the attempt could no longer be uncounted.
    for (const one of this.uncalled) await this.uncount(one);
    const free = this.free();
    this.isStarved = free.total === 0 && this.running.size === 0;
    if (free.handlers.length === 0 || this.isStarved) return false;
    const taken = free.total > 0 ? await this.beginDue(free) : [];
    // What is left is for handlers whose slots are reserved.
    this.isStarved = taken.length === 0 && this.running.size === 0 && this.reserved.length > 0;
    if (this.isStarved) return false;
    const mayHaveMore = free.handlers.some(
      ({ name, most }) => taken.filter(({ handler }) => handler === name).length === most,
    );
    if (!mayHaveMore && taken.length < free.total) return false;
    const { pollIntervalMs } = this.options.workers;
    if (this.running.size > 0) await withTimeout(pollIntervalMs, Promise.race(this.running.keys()));
    return true;
  }

  private async beginDue(free: FreeSlots): Promise<readonly ClaimedDelivery[]> {
    this.isClaiming = true;
    try {
      const { deliveries, deadLettered } = await this.claimDue(free);
      for (const one of deadLettered) this.logFailure(one, { deadLettered: true, error: 'process_died' });
      if (deadLettered.length > 0) this.notifyErase();
      for (const one of deliveries) this.begin(one);
      return [...deliveries, ...deadLettered];
    } finally {
      this.isClaiming = false;
    }
  }

  /**
   * Claims due deliveries, or finds those that are claimed: their attempt counts, and they would wait for their lease.
   *
   * A server that still executes the lost statement may commit it after it was looked for. Those deliveries wait for
   * their lease, which is the timeout of a handler and one backoff, and their next attempt is the second. The statement
   * waits for no lock, so it would have to outlast the new connection.
   */
  private async claimDue(free: FreeSlots): Promise<Claim> {
    const { lostClaim } = this;
    this.lostClaim = undefined;
    const token = lostClaim ?? uuidv4();
    try {
      const found = lostClaim === undefined ? undefined : await this.store.findClaimed(token);
      return found ?? (await this.store.claimDue(free, this.options.delivery, token));
    } catch (error) {
      this.lostClaim = token;
      throw error;
    }
  }

  async drain(timeoutMs: number): Promise<boolean> {
    return (await withTimeout(timeoutMs, Promise.all(this.running.keys()))) !== 'timed-out';
  }

  onApplicationShutdown(): void {
    this.isOver = true;
  }

  private begin(claimed: ClaimedDelivery): void {
    const delivery = this.inFlight
      .runDetached(() => this.telemetry.deliver(claimed.handler, () => this.deliver(claimed)))
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
      .finally(() => {
        this.running.delete(delivery);
        // An attempt that failed is due again before the next poll.
        this.notifier.notify('poll');
      });
    this.running.set(delivery, claimed.handler);
  }

  private async deliver(claimed: ClaimedDelivery): Promise<void> {
    const handler = this.handlers.get(claimed.handler);
    if (handler === undefined) return;
    let isCalled = false;
    // One that is requested while the handler runs is not in what the delivery reads at its begin.
    const erasuresBefore = this.erasuresSeen;
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
      if (erasureWaits === true || erasuresBefore !== this.erasuresSeen) this.notifyErase();
    } catch (error) {
      if (!isCalled) return this.delay(claimed, failureKind(error));
      await this.fail(claimed, failureKind(error), hintFor(error));
    }
  }

  /** The handler was not called, so the attempt does not count. */
  private async delay(claimed: ClaimedDelivery, error: string): Promise<void> {
    const { merchantBizId, handler } = claimed;
    this.logger.warn(logLine('delivery_delayed', { merchantBizId, handler, error }));
    const one = { ...claimed, delayMs: this.options.delivery.initialDelayMs };
    this.uncalled.add(one);
    await this.uncount(one);
  }

  private async uncount(one: UncalledDelivery): Promise<void> {
    await this.store.uncount(one);
    this.uncalled.delete(one);
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
    if (deadLettered && erasureWaits) this.notifyErase();
  }

  private notifyErase(): void {
    this.isNotifyingErase = true;
    this.notifier.notify('erase');
    this.isNotifyingErase = false;
  }

  private logFailure(
    { merchantBizId, handler, attempts }: ClaimedDelivery,
    { deadLettered, error, hint }: { deadLettered: boolean; error: string; hint?: string | undefined },
  ): void {
    this.telemetry.delivery(handler, deadLettered ? 'dead_lettered' : 'failed');
    const fields = { merchantBizId, handler, attempt: attempts, error };
    if (deadLettered) {
      const hintForOperators = hint ?? 'Fix the handler, then call redeliver().';
      this.logger.error(logLine('delivery_dead_lettered', { ...fields, hint: hintForOperators }));
    } else this.logger.warn(logLine('delivery_failed', { ...fields, hint }));
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

/** A hint for operators. If PostgreSQL ended the handler's session, it names the setting that caused it. */
function hintFor(error: unknown): string | undefined {
  const ended = endedByServer(error);
  if (ended !== undefined) return `SQLSTATE ${ended.sqlState}. ${ended.hint ?? ''}`;
  return error instanceof IdVerificationError ? error.hint : undefined;
}
