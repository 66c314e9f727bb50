import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  INITIALIZE_PARAMETERS,
  VERIFICATION_REASONS,
  VERIFICATION_STATUSES,
  type Verification,
  type VerificationReason,
  type VerificationStatus,
} from 'nestjs-id-verification';
import { splitMetadata } from './split-metadata.js';

/**
 * A stored verification.
 *
 * @publicApi
 */
export class VerificationResponse {
  @ApiProperty({
    description: 'The caller’s id of the verification, or a generated one.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiPropertyOptional({
    description: 'The vendor’s id of the flow, once it has issued one.',
    type: String,
    example: 'hksb7ba1b28130d24e015d',
  })
  readonly transactionId: string | undefined;

  @ApiProperty({
    description: 'PASSED, FAILED, EXPIRED and REJECTED are final.',
    enum: VERIFICATION_STATUSES,
    example: 'FAILED',
  })
  readonly status: VerificationStatus;

  @ApiPropertyOptional({
    description:
      'The vendor’s SubCode, or its code that refused Initialize; absent for an end without a verdict.',
    type: String,
    example: '205',
  })
  readonly subCode: string | undefined;

  @ApiPropertyOptional({
    description: 'The meaning of status and sub-code.',
    enum: VERIFICATION_REASONS,
    example: 'liveness_risk',
  })
  readonly reason: VerificationReason | undefined;

  @ApiPropertyOptional({
    description:
      'Why the user did not finish, according to the vendor’s log; known about 30 minutes after the expiry.',
    type: String,
    example: 'user_exit',
  })
  readonly dropOffReason: string | undefined;

  @ApiPropertyOptional({
    description: 'The page on which the user left, as the vendor names it; known at the same time.',
    type: String,
    example: 'FACE',
  })
  readonly dropOffPage: string | undefined;

  @ApiPropertyOptional({
    description: 'The tenant whose account it was initialized with; absent for that of the application.',
    type: String,
    example: 'acme',
  })
  readonly tenant: string | undefined;

  @ApiProperty({ description: 'The vendor’s product.', example: 'FACE_LIVENESS' })
  readonly productCode: string;

  @ApiProperty({
    description: 'The metadata of the caller.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { order: '4711' },
  })
  readonly metadata: Verification['metadata'];

  @ApiPropertyOptional({
    description: 'False if an emulator responded; absent without a response.',
    type: Boolean,
    example: true,
  })
  readonly livemode: boolean | undefined;

  @ApiProperty({ description: 'When the verification was created.', example: '2026-01-31T10:00:00.000Z' })
  readonly createdAt: Date;

  @ApiProperty({
    description: 'When its status or its metadata last changed.',
    example: '2026-01-31T10:02:11.000Z',
  })
  readonly updatedAt: Date;

  @ApiPropertyOptional({
    description: 'When the vendor last responded to a check; absent before.',
    type: Date,
    example: '2026-01-31T10:02:11.000Z',
  })
  readonly checkedAt: Date | undefined;

  @ApiPropertyOptional({
    description: 'When the verification expires.',
    type: Date,
    example: '2026-01-31T10:30:00.000Z',
  })
  readonly expiresAt: Date | undefined;

  @ApiPropertyOptional({
    description: 'When the verification ended.',
    type: Date,
    example: '2026-01-31T10:02:11.000Z',
  })
  readonly completedAt: Date | undefined;

  constructor(verification: Verification) {
    this.merchantBizId = verification.merchantBizId;
    this.transactionId = verification.transactionId;
    this.status = verification.status;
    this.subCode = verification.subCode;
    this.reason = verification.reason;
    this.dropOffReason = verification.dropOffReason;
    this.dropOffPage = verification.dropOffPage;
    this.tenant = verification.tenant;
    this.productCode = verification.productCode;
    this.metadata = splitMetadata(verification.metadata).callers;
    this.livemode = verification.livemode;
    this.createdAt = verification.createdAt;
    this.updatedAt = verification.updatedAt;
    this.checkedAt = verification.checkedAt;
    this.expiresAt = verification.expiresAt;
    this.completedAt = verification.completedAt;
  }
}
