import type { EntityManager } from 'typeorm';
import type {
  DeliveryPosition,
  DeliveryQuery,
  StoredDelivery,
  UndeliveredStore,
} from '../../storage/undelivered.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { failureKind } from '../../steps/outcome/failure-kind.js';
import { asHandler } from '../../steps/outcome/handler-context.js';
import type { OutcomeHandlersService } from '../../steps/outcome/outcome-handlers.service.js';
import { verificationOutcome } from '../../steps/outcome/verification-outcome.js';
import type { InMemoryDelivery, InMemoryTables } from './in-memory-tables.js';

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
    return this.tables.deliveries
      .filter((one) => one.state === state)
      .filter((one) => after === undefined || position(one) < position(after))
      .sort((a, b) => (position(a) < position(b) ? 1 : -1))
      .slice(0, limit)
      .map(({ deliveredAt: _deliveredAt, ...delivery }) => delivery);
  }

  /** Calls the handlers again that threw, and those that were not called for that. */
  async reopen(...[merchantBizId, handler, by]: Parameters<UndeliveredStore['reopen']>): Promise<number> {
    const deliveries = this.tables.deliveries.filter(
      (one) =>
        one.merchantBizId === merchantBizId &&
        one.state === 'PENDING' &&
        (handler === undefined || one.handler === handler),
    );
    for (const { verificationId: id, handler: name } of deliveries) {
      const event = { type: 'redelivery_requested', handler: name, isRepeated: true } as const;
      this.tables.record([{ id }], event, by);
    }
    for (const delivery of deliveries) await this.attempt({ ...delivery, attempts: 0 });
    return deliveries.length;
  }

  /** Deletes what a handler has not received. @returns whether it is registered */
  unregister(name: string): boolean {
    const isPending = ({ handler, state }: InMemoryDelivery) => handler === name && state === 'PENDING';
    this.tables.deliveries = this.tables.deliveries.filter((one) => !isPending(one));
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
      deliveredAt: null,
    }));
    this.tables.deliveries = [...this.tables.deliveries, ...deliveries];
    for (const delivery of deliveries) await this.attempt(delivery);
  }

  private async attempt(delivery: InMemoryDelivery): Promise<void> {
    const { tables } = this;
    const row = tables.rows.find(({ id }) => id === delivery.verificationId);
    const handler = this.handlers.all().find(({ name }) => name === delivery.handler);
    if (row === undefined || handler === undefined) return;
    const attempted = { ...delivery, attempts: delivery.attempts + 1 };
    try {
      await asHandler(async () => handler.call(verificationOutcome(row), this.manager));
      this.replace({ ...attempted, state: 'DELIVERED', deliveredAt: tables.now(), lastError: null });
    } catch (error) {
      const lastError = failureKind(error);
      this.replace({ ...attempted, lastError });
      const details = { code: lastError, handler: handler.name, attempt: attempted.attempts };
      tables.record([row], { type: 'delivery_failed', ...details, isRepeated: true });
      throw error;
    }
  }

  private replace(delivery: InMemoryDelivery): void {
    this.tables.deliveries = this.tables.deliveries.map((one) => (isSame(one, delivery) ? delivery : one));
  }
}

function isSame(a: DeliveryPosition, b: DeliveryPosition): boolean {
  return a.verificationId === b.verificationId && a.handler === b.handler;
}
