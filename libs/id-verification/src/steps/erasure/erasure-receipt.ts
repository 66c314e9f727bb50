import type { VendorDeletion } from '../../storage/erasure.entity.js';
import type { StoredErasure } from '../../storage/erasure.store.js';

/**
 * Proof of an erasure. Holds nothing personal and does not identify a user.
 *
 * @publicApi
 */
export interface ErasureReceipt {
  readonly receiptId: string;
  readonly requestedAt: Date;
  /** When the verification was wiped here; undefined while a handler has not got its outcome. */
  readonly erasedAt: Date | undefined;
  readonly vendorDeletion: VendorDeletion;
  /** When the vendor deletes by itself at the latest, 30 days after the end. */
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
