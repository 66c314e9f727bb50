import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  VERIFICATION_EVENT_TYPES,
  VERIFICATION_REASONS,
  VERIFICATION_STATUSES,
  type VerificationEvent,
  type VerificationEventType,
  type VerificationReason,
  type VerificationStatus,
} from 'nestjs-id-verification';

/** Who did something, and why. */
export class OperatorResponse {
  @ApiProperty({ description: 'The operator, or the name of the API key.', example: 'operator-1' })
  readonly actor: string;

  @ApiPropertyOptional({ description: 'The operator’s reason.', type: String, example: 'ticket 4711' })
  readonly reason: string | undefined;

  constructor({ actor, reason }: NonNullable<VerificationEvent['by']>) {
    this.actor = actor;
    this.reason = reason;
  }
}

/** One event of a verification. */
export class VerificationEventResponse {
  @ApiProperty({ description: 'What happened.', enum: VERIFICATION_EVENT_TYPES, example: 'ended' })
  readonly type: VerificationEventType;

  @ApiProperty({ description: 'When it happened.', example: '2026-01-31T10:02:11.000Z' })
  readonly at: Date;

  @ApiPropertyOptional({
    description: 'The status of an end.',
    enum: VERIFICATION_STATUSES,
    example: 'FAILED',
  })
  readonly status: VerificationStatus | undefined;

  @ApiPropertyOptional({
    description: 'The meaning of status and code of an end.',
    enum: VERIFICATION_REASONS,
    example: 'liveness_risk',
  })
  readonly reason: VerificationReason | undefined;

  @ApiPropertyOptional({
    description: 'A code of the vendor or the library, or the class of an error.',
    type: String,
    example: '205',
  })
  readonly code: string | undefined;

  @ApiPropertyOptional({
    description: 'The vendor’s RequestId.',
    type: String,
    example: '46C5A5B5-0A5C-5F5A-9A5C-5F5A9A5C5F5A',
  })
  readonly requestId: string | undefined;

  @ApiPropertyOptional({
    description: 'The outcome handler of a delivery.',
    type: String,
    example: 'approve-onboarding',
  })
  readonly handler: string | undefined;

  @ApiPropertyOptional({
    description: 'The number of the attempt to deliver, from 1.',
    type: 'integer',
    example: 1,
  })
  readonly attempt: number | undefined;

  @ApiPropertyOptional({ description: 'Who did it.', type: OperatorResponse })
  readonly by: OperatorResponse | undefined;

  constructor(event: VerificationEvent) {
    this.type = event.type;
    this.at = event.at;
    this.status = event.status;
    this.reason = event.reason;
    this.code = event.code;
    this.requestId = event.requestId;
    this.handler = event.handler;
    this.attempt = event.attempt;
    this.by = event.by && new OperatorResponse(event.by);
  }
}

/**
 * What happened to a verification, oldest first.
 *
 * @publicApi
 */
export class VerificationHistoryResponse {
  @ApiProperty({ description: 'The events, oldest first.', type: [VerificationEventResponse] })
  readonly items: readonly VerificationEventResponse[];

  constructor(events: readonly VerificationEvent[]) {
    this.items = events.map((event) => new VerificationEventResponse(event));
  }
}
