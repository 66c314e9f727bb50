import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Page, Verification } from 'nestjs-id-verification';
import { CURSOR_EXAMPLE } from '../docs/cursor-example.js';
import { VerificationAnswer } from './verification.answer.js';

/** One page of verifications, newest first. */
export class VerificationPageAnswer {
  @ApiProperty({ description: 'Newest first.', type: [VerificationAnswer] })
  readonly items: readonly VerificationAnswer[];

  @ApiPropertyOptional({
    description: 'The `cursor` of the next page; absent on the last one.',
    type: String,
    example: CURSOR_EXAMPLE,
  })
  readonly nextCursor: string | undefined;

  constructor({ items, nextCursor }: Page<Verification>) {
    this.items = items.map((item) => new VerificationAnswer(item));
    this.nextCursor = nextCursor;
  }
}
