import type { VendorDeletion } from '../../storage/erasure.entity.js';
import type { ErasurePosition, StoredErasure } from '../../storage/erasure.store.js';
import type { CursorFormat } from '../../validation/page.js';

/**
 * Proof of an erasure. Contains no personal data and does not identify a user.
 *
 * @publicApi
 */
export interface ErasureReceipt {
  readonly receiptId: string;
  readonly requestedAt: Date;
  /** When the verification was deleted from the database; undefined while a delivery of its outcome is pending. */
  readonly erasedAt: Date | undefined;
  readonly vendorDeletion: VendorDeletion;
  /** When the vendor deletes the data at the latest: 30 days after the end, or without a verdict after the expiry. */
  readonly vendorDeletesAt: Date | undefined;
}

export function erasureReceipt(record: StoredErasure): ErasureReceipt {
  return {
    receiptId: record.id,
    requestedAt: record.requestedAt,
    erasedAt: record.erasedAt ?? undefined,
    vendorDeletion: record.vendorDeletion,
    vendorDeletesAt: record.vendorDeletesAt ?? undefined,
  };
}

export const ERASURE_CURSOR: CursorFormat<ErasurePosition> = {
  write: ({ id }) => id,
  parse: (id) => (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? { id } : undefined),
};
