import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ErasureReceipt } from 'nestjs-id-verification';

/**
 * Proof of an erasure. Keep it: it holds nothing personal, and nothing leads back from it to the user.
 *
 * @publicApi
 */
export class ErasureReceiptResponse {
  @ApiProperty({
    description: 'The id of the receipt, the proof of the erasure.',
    format: 'uuid',
    example: '019a3c52-6d5e-7c3b-9d57-0a3f5a0e6c11',
  })
  readonly receiptId: string;

  @ApiProperty({ description: 'When the erasure was first requested.', example: '2026-01-31T12:00:00.000Z' })
  readonly requestedAt: Date;

  @ApiPropertyOptional({
    description: 'When the verification was deleted from the database; absent while a delivery is pending.',
    type: Date,
    example: '2026-01-31T12:00:00.000Z',
  })
  readonly erasedAt: Date | undefined;

  @ApiProperty({
    description: 'The deletion at the vendor. A pending deletion is retried.',
    enum: ['PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE'],
    example: 'DELETED',
  })
  readonly vendorDeletion: ErasureReceipt['vendorDeletion'];

  @ApiPropertyOptional({
    description: 'When the vendor deletes the data at the latest.',
    type: Date,
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
