import type { EntityManager } from 'typeorm';
import type { DeliveryQuery, StoredDelivery, UndeliveredStore } from '../../storage/undelivered.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { asHandler } from '../../steps/outcome/handler-context.js';
import type { OutcomeHandlersService } from '../../steps/outcome/outcome-handlers.service.js';
import { verificationOutcome } from '../../steps/outcome/verification-outcome.js';
import type { InMemoryTables } from './in-memory-tables.js';

type DeliveryPosition = Pick<StoredDelivery, 'verificationId' | 'handler'>;

/**
 * Delivers outcomes at once, so that the handlers have run when the call that ended the verification resolves. A handler
 * that throws fails that call, and its delivery is pending until it is redelivered.
 */
export class InMemoryDeliveryStore implements Pick<UndeliveredStore, keyof UndeliveredStore> {
  handlers: Pick<OutcomeHandlersService, 'all'> = { all: () => [] };

  constructor(
    private readonly tables: InMemoryTables,
    private readonly manager: EntityManager,
  ) {}

  async list({ state, after, limit }: DeliveryQuery): Promise<StoredDelivery[]> {
    const position = ({ verificationId, handler }: DeliveryPosition) => `${verificationId}/${handler}`;
    return this.tables.undelivered
      .filter((one) => one.state === state)
      .filter((one) => after === undefined || position(one) < position(after))
      .sort((a, b) => (position(a) < position(b) ? 1 : -1))
      .slice(0, limit);
  }

  /** Calls the handlers again that threw, and those that were not called for that. */
  async reopen(merchantBizId: string, handler: string | undefined): Promise<number> {
    const deliveries = this.tables.undelivered.filter(
      (one) => one.merchantBizId === merchantBizId && (handler === undefined || one.handler === handler),
    );
    for (const delivery of deliveries) await this.attempt({ ...delivery, attempts: 0 });
    return deliveries.length;
  }

  /** Deletes what a handler has not received. @returns whether it is registered */
  unregister(name: string): boolean {
    this.tables.undelivered = this.tables.undelivered.filter(({ handler }) => handler !== name);
    return this.handlers.all().some((handler) => handler.name === name);
  }

  /** Calls the handlers of an ended verification. The outcome of one that the vendor never had is not delivered. */
  async deliver(row: VerificationEntity): Promise<void> {
    if (row.transactionId === null) return;
    const { id: verificationId, merchantBizId } = row;
    const { outcome } = verificationOutcome(row);
    const handlers = this.handlers.all().filter(({ outcomes }) => outcomes.includes(outcome));
    const now = this.tables.now();
    const deliveries = handlers.map(({ name: handler }) => ({
      verificationId,
      merchantBizId,
      handler,
      state: 'PENDING' as const,
      attempts: 0,
      lastError: null,
      nextAttemptAt: now,
      createdAt: now,
    }));
    this.tables.undelivered = [...this.tables.undelivered, ...deliveries];
    for (const delivery of deliveries) await this.attempt(delivery);
  }

  private async attempt(delivery: StoredDelivery): Promise<void> {
    const { tables } = this;
    const row = tables.rows.find(({ id }) => id === delivery.verificationId);
    const handler = this.handlers.all().find(({ name }) => name === delivery.handler);
    const others = tables.undelivered.filter((one) => !isSame(one, delivery));
    if (row === undefined || handler === undefined) return;
    try {
      await asHandler(async () => handler.call(verificationOutcome(row), this.manager));
      tables.undelivered = others;
      tables.record([row], { type: 'delivered', handler: handler.name, attempt: delivery.attempts + 1 });
    } catch (error) {
      const lastError = error instanceof Error ? error.name : 'not_an_error';
      tables.undelivered = [...others, { ...delivery, attempts: delivery.attempts + 1, lastError }];
      throw error;
    }
  }
}

function isSame(a: DeliveryPosition, b: DeliveryPosition): boolean {
  return a.verificationId === b.verificationId && a.handler === b.handler;
}
