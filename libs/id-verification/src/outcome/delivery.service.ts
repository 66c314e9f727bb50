import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { DeliveryStore, type ClaimedDelivery } from '../transaction/delivery.store.js';
import type { VerificationTransaction } from '../transaction/verification-transaction.entity.js';
import { asHandler } from './handler-context.js';
import { OutcomeHandlers, type CarriedHandler } from './outcome-handlers.service.js';
import { verificationOutcome } from './verification-outcome.js';

/** Tells the application’s handlers of outcomes: each handler by itself, each outcome exactly once. */
@Injectable()
export class DeliveryService {
  private readonly logger = new Logger('IdVerification');

  constructor(
    private readonly store: DeliveryStore,
    private readonly handlers: OutcomeHandlers,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Finds the handlers of this process and puts them on record. */
  async register(): Promise<void> {
    this.handlers.discover();
    for (const { name, outcomes } of this.handlers.all()) await this.store.register(name, outcomes);
  }

  /**
   * Delivers what is due now to handlers of this process, as much as may run at once.
   *
   * @returns whether there may be more
   */
  async deliverDue(): Promise<boolean> {
    const names = this.handlers.all().map(({ name }) => name);
    if (names.length === 0) return false;
    const { delivery } = this.options;
    const claimed = await this.store.claimDue(names, delivery.concurrency, delivery);
    await Promise.all(claimed.map((one) => this.deliver(one)));
    return claimed.length === delivery.concurrency;
  }

  private async deliver(claimed: ClaimedDelivery): Promise<void> {
    const handler = this.handlers.get(claimed.handler);
    if (handler === undefined) return;
    try {
      const { timeoutMs } = this.options.delivery;
      const result = await this.store.deliver(claimed, timeoutMs, (row, manager) =>
        this.call(handler, row, manager),
      );
      if (result === 'rolled-back') await this.fail(claimed, 'swallowed_sql_error');
    } catch (error) {
      await this.fail(claimed, error instanceof Error ? error.name : 'not_an_error');
    }
  }

  private async call(
    handler: CarriedHandler,
    row: VerificationTransaction,
    manager: EntityManager,
  ): Promise<void> {
    const limit = new AbortController();
    const outOfTime = delay(this.options.delivery.timeoutMs, undefined, { signal: limit.signal }).then(() => {
      throw new HandlerTimeoutError();
    });
    try {
      await Promise.race([asHandler(async () => handler.call(verificationOutcome(row), manager)), outOfTime]);
    } finally {
      limit.abort();
      await outOfTime.catch(() => undefined);
    }
  }

  private async fail(claimed: ClaimedDelivery, error: string): Promise<void> {
    const dead = await this.store.recordFailure(claimed, error, this.options.delivery);
    const line = logLine(dead ? 'delivery_dead' : 'delivery_failed', {
      handler: claimed.handler,
      verification: claimed.verificationId,
      attempt: claimed.attempts,
      error,
      hint: dead ? 'Mend the handler, then call redeliver().' : undefined,
    });
    if (dead) this.logger.error(line);
    else this.logger.warn(line);
  }
}

/** A handler that did not return in time. What it wrote was rolled back. */
class HandlerTimeoutError extends Error {
  override readonly name = 'HandlerTimeoutError';
}
