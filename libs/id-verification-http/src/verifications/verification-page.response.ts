import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Page, Verification } from 'nestjs-id-verification';
import { CURSOR_EXAMPLE } from './cursor-example.js';
import { VerificationResponse } from './verification.response.js';

/**
 * One page of verifications, newest first.
 *
 * @publicApi
 */
export class VerificationPageResponse {
  @ApiProperty({ description: 'The verifications, newest first.', type: [VerificationResponse] })
  readonly items: readonly VerificationResponse[];

  @ApiPropertyOptional({
    description: 'The `cursor` of the next page; absent on the last one.',
    type: String,
    example: CURSOR_EXAMPLE,
  })
  readonly nextCursor: string | undefined;

  constructor({ items, nextCursor }: Page<Verification>) {
    this.items = items.map((item) => new VerificationResponse(item));
    this.nextCursor = nextCursor;
  }
}
