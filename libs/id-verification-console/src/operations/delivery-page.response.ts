import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, type Page, type UndeliveredOutcome } from 'nestjs-id-verification';
import { CURSOR_EXAMPLE } from 'nestjs-id-verification-http/openapi';

/** An outcome that was not delivered to a handler. */
export class DeliveryResponse {
  @ApiProperty({
    description: 'The verification with the outcome.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiProperty({ description: 'The name of the outcome handler.', example: 'approve-onboarding' })
  readonly handler: string;

  @ApiProperty({
    description: 'The state of the delivery.',
    enum: ['PENDING', 'DEAD_LETTERED'],
    example: 'DEAD_LETTERED',
  })
  readonly state: UndeliveredOutcome['state'];

  @ApiProperty({ description: 'The number of attempts.', type: 'integer', example: 10 })
  readonly attempts: number;

  @ApiPropertyOptional({
    description: 'The class of the last error.',
    type: String,
    example: 'QueryFailedError',
  })
  readonly lastError: string | undefined;

  @ApiProperty({ description: 'When the delivery was created.', example: '2026-01-31T10:00:00.000Z' })
  readonly createdAt: Date;

  constructor(delivery: UndeliveredOutcome) {
    this.merchantBizId = delivery.merchantBizId;
    this.handler = delivery.handler;
    this.state = delivery.state;
    this.attempts = delivery.attempts;
    this.lastError = delivery.lastError;
    this.createdAt = delivery.createdAt;
  }
}

/** One page of deliveries, those of the newest verifications first. */
export class DeliveryPageResponse {
  @ApiProperty({
    description: 'The deliveries, those of the newest verifications first.',
    type: [DeliveryResponse],
  })
  readonly items: readonly DeliveryResponse[];

  @ApiPropertyOptional({
    description: 'The `cursor` of the next page; absent on the last one.',
    type: String,
    example: CURSOR_EXAMPLE,
  })
  readonly nextCursor: string | undefined;

  constructor({ items, nextCursor }: Page<UndeliveredOutcome>) {
    this.items = items.map((item) => new DeliveryResponse(item));
    this.nextCursor = nextCursor;
  }
}
