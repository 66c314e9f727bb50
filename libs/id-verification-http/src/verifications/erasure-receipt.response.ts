import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ErasureReceipt } from 'nestjs-id-verification';

/** Proof of an erasure. Keep it: it holds nothing personal, and nothing leads back from it to the user. */
export class ErasureReceiptResponse {
  @ApiProperty({
    description: 'Proof to keep.',
    format: 'uuid',
    example: '019a3c52-6d5e-7c3b-9d57-0a3f5a0e6c11',
  })
  readonly receiptId: string;

  @ApiProperty({
    description: 'When it was first requested.',
    type: String,
    format: 'date-time',
    example: '2026-01-31T12:00:00.000Z',
  })
  readonly requestedAt: Date;

  @ApiPropertyOptional({
    description: 'When it was deleted here; absent while its outcome has yet to be delivered.',
    type: String,
    format: 'date-time',
    example: '2026-01-31T12:00:00.000Z',
  })
  readonly erasedAt: Date | undefined;

  @ApiProperty({
    description: 'What became of the vendor’s result. Pending deletions are tried again.',
    enum: ['PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE'],
    example: 'DELETED',
  })
  readonly vendorDeletion: ErasureReceipt['vendorDeletion'];

  @ApiPropertyOptional({
    description: 'When the vendor deletes by itself at the latest.',
    type: String,
    format: 'date-time',
    example: '2026-03-02T10:02:11.000Z',
  })
  readonly vendorDeletesAt: Date | undefined;

  constructor(receipt: ErasureReceipt) {
    this.receiptId = receipt.receiptId;
    this.requestedAt = receipt.requestedAt;
    this.erasedAt = receipt.erasedAt;
    this.vendorDeletion = receipt.vendorDeletion;
    this.vendorDeletesAt = receipt.vendorDeletesAt;
  }
}
