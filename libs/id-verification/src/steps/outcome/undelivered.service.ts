import { Injectable } from '@nestjs/common';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { HandlerStore } from '../../storage/handler.store.js';
import { UndeliveredStore, type StoredDelivery } from '../../storage/undelivered.store.js';
import type { Page } from '../../verification/verification-filter.js';
import { VerificationReaderService } from '../../verification/verification-reader.service.js';
import {
  checkDeliveryFilter,
  decodeDeliveryCursor,
  encodeDeliveryCursor,
  type DeliveryFilter,
  type UndeliveredOutcome,
} from './delivery-filter.js';

const DEFAULT_LIMIT = 20;

/** What an operator does about outcomes that are not delivered. */
@Injectable()
export class UndeliveredService {
  constructor(
    private readonly store: UndeliveredStore,
    private readonly handlers: HandlerStore,
    private readonly verifications: VerificationReaderService,
  ) {}

  async redeliver(merchantBizId: string, handler: string | undefined): Promise<void> {
    await this.verifications.get(merchantBizId);
    await this.store.reopen(merchantBizId, handler);
  }

  async unregisterHandler(name: string): Promise<void> {
    if (!(await this.handlers.unregister(name))) throw new IdVerificationError('not_found');
  }

  async list(filter: DeliveryFilter): Promise<Page<UndeliveredOutcome>> {
    checkDeliveryFilter(filter);
    const { state, cursor, limit = DEFAULT_LIMIT } = filter;
    const after = cursor === undefined ? undefined : decodeDeliveryCursor(cursor);
    // One row more than asked for tells whether there is another page.
    const rows = await this.store.list({ state, after, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map((row) => undelivered(row, state)),
      nextCursor: last && encodeDeliveryCursor(last),
    };
  }
}

function undelivered(
  { verificationId: _verificationId, lastError, ...row }: StoredDelivery,
  state: DeliveryFilter['state'],
): UndeliveredOutcome {
  return { ...row, state, lastError: lastError ?? undefined };
}
