import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ErasureReceipt, Page } from 'nestjs-id-verification';
import { ErasureReceiptResponse } from 'nestjs-id-verification-http';
import { CURSOR_EXAMPLE } from 'nestjs-id-verification-http/openapi';

/** One page of receipts, the latest first. */
export class ErasurePageResponse {
  @ApiProperty({ description: 'The receipts, the latest first.', type: [ErasureReceiptResponse] })
  readonly items: readonly ErasureReceiptResponse[];

  @ApiPropertyOptional({
    description: 'The `cursor` of the next page; absent on the last one.',
    type: String,
    example: CURSOR_EXAMPLE,
  })
  readonly nextCursor: string | undefined;

  constructor({ items, nextCursor }: Page<ErasureReceipt>) {
    this.items = items.map((item) => new ErasureReceiptResponse(item));
    this.nextCursor = nextCursor;
  }
}
