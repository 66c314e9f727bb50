import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ErasureReceipt } from 'nestjs-id-verification';

/** Proof of an erasure. Keep it: it holds nothing personal, and nothing leads back from it to the person. */
export class ErasureReceiptAnswer {
  @ApiProperty({ format: 'uuid' })
  readonly receiptId: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly requestedAt: Date;

  @ApiPropertyOptional({
    description:
      'When it was wiped here; absent while a part of the application has yet to be told its outcome.',
    type: String,
    format: 'date-time',
  })
  readonly wipedAt: Date | undefined;

  @ApiProperty({
    description: 'What became of the vendor’s result. Pending deletions are tried again.',
    enum: ['PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE'],
  })
  readonly vendorDeletion: ErasureReceipt['vendorDeletion'];

  @ApiPropertyOptional({
    description: 'When the vendor deletes by itself at the latest.',
    type: String,
    format: 'date-time',
  })
  readonly vendorDeletesAt: Date | undefined;

  constructor(receipt: ErasureReceipt) {
    this.receiptId = receipt.receiptId;
    this.requestedAt = receipt.requestedAt;
    this.wipedAt = receipt.wipedAt;
    this.vendorDeletion = receipt.vendorDeletion;
    this.vendorDeletesAt = receipt.vendorDeletesAt;
  }
}
