import type { VendorDeletion } from '../transaction/erasure.entity.js';
import type { ErasureRecord } from '../transaction/erasure.store.js';

/**
 * Proof of an erasure. Holds nothing personal and leads back to nobody.
 *
 * @publicApi
 */
export interface ErasureReceipt {
  readonly receiptId: string;
  readonly requestedAt: Date;
  /** When the verification was wiped here; undefined while a handler has yet to be told of its outcome. */
  readonly wipedAt: Date | undefined;
  readonly vendorDeletion: VendorDeletion;
  /** When the vendor deletes by itself at the latest, 30 days after the end. */
  readonly vendorDeletesAt: Date | undefined;
}

export function erasureReceipt(record: ErasureRecord): ErasureReceipt {
  return {
    receiptId: record.id,
    requestedAt: record.requestedAt,
    wipedAt: record.wipedAt ?? undefined,
    vendorDeletion: record.vendorDeletion,
    vendorDeletesAt: record.vendorDeletesAt ?? undefined,
  };
}
