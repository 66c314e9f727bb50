import { Injectable } from '@nestjs/common';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { isHandlerName } from './handler-name.js';
import { HandlerStore } from '../../storage/handler.store.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import type { Operator } from '../../storage/record-event.js';
import { UndeliveredStore, type StoredDelivery } from '../../storage/undelivered.store.js';
import { readPage, type Page } from '../../validation/page.js';
import { VerificationReaderService } from '../../verification/verification-reader.service.js';
import {
  checkDeliveryFilter,
  DELIVERY_CURSOR,
  type DeliveryFilter,
  type UndeliveredOutcome,
} from './delivery-filter.js';

/** Lists and redelivers undelivered outcomes, and unregisters handlers, for operators. */
@Injectable()
export class UndeliveredService {
  constructor(
    private readonly store: UndeliveredStore,
    private readonly handlers: HandlerStore,
    private readonly verifications: VerificationReaderService,
    private readonly notifier: WorkerNotifierService,
  ) {}

  async redeliver(merchantBizId: string, handler: string | undefined, by?: Operator): Promise<void> {
    await this.verifications.get(merchantBizId);
    const mayBeStored = handler === undefined || isHandlerName(handler);
    if (mayBeStored && (await this.store.reopen(merchantBizId, handler, by)) > 0) return;
    throw new IdVerificationError('not_found', {
      message: 'The verification has no such undelivered outcome',
    });
  }

  async unregisterHandler(name: string): Promise<void> {
    if (!isHandlerName(name) || !(await this.handlers.unregister(name)))
      throw new IdVerificationError('not_found');
    // An erasure may have waited for the handler.
    this.notifier.notify('erase');
  }

  async list(filter: DeliveryFilter): Promise<Page<UndeliveredOutcome>> {
    checkDeliveryFilter(filter);
    const { state } = filter;
    const { items, nextCursor } = await readPage(filter, DELIVERY_CURSOR, (window) =>
      this.store.list({ state, ...window }),
    );
    return { items: items.map((row) => undelivered(row, state)), nextCursor };
  }
}

function undelivered(
  { verificationId: _verificationId, lastError, ...row }: StoredDelivery,
  state: DeliveryFilter['state'],
): UndeliveredOutcome {
  return { ...row, state, lastError: lastError ?? undefined };
}
