import { Injectable } from '@nestjs/common';
import { UndeliveredStore, type StoredDelivery } from '../../storage/undelivered.store.js';
import type { Page } from '../../verification/verification-filter.js';
import {
  checkDeliveryFilter,
  decodeDeliveryCursor,
  encodeDeliveryCursor,
  type DeliveryFilter,
  type UndeliveredOutcome,
} from './delivery-filter.js';

const DEFAULT_LIMIT = 20;

/** Reads what handlers have not been told of. */
@Injectable()
export class DeliveryReaderService {
  constructor(private readonly store: UndeliveredStore) {}

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
