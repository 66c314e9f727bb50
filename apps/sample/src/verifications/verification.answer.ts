import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  INITIALIZE_PARAMETERS,
  VERIFICATION_STATUSES,
  type Verification,
  type VerificationReason,
  type VerificationStatus,
} from 'nestjs-id-verification';

/** A verification as it stands on record. */
export class VerificationAnswer {
  @ApiProperty({ example: INITIALIZE_PARAMETERS.merchantBizId.example })
  readonly merchantBizId: string;

  @ApiPropertyOptional({ description: 'The vendor’s id, once it gave one.' })
  readonly transactionId: string | undefined;

  @ApiProperty({ enum: VERIFICATION_STATUSES })
  readonly status: VerificationStatus;

  @ApiPropertyOptional({ description: 'The vendor’s SubCode, or why there is no verdict.', example: '205' })
  readonly subCode: string | undefined;

  @ApiPropertyOptional({ description: 'What the sub-code means.', type: String, example: 'liveness_risk' })
  readonly reason: VerificationReason | undefined;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt: Date;

  @ApiPropertyOptional({
    description: 'Until when the person must be done.',
    type: String,
    format: 'date-time',
  })
  readonly expiresAt: Date | undefined;

  @ApiPropertyOptional({ description: 'When it ended.', type: String, format: 'date-time' })
  readonly completedAt: Date | undefined;

  constructor(verification: Verification) {
    this.merchantBizId = verification.merchantBizId;
    this.transactionId = verification.transactionId;
    this.status = verification.status;
    this.subCode = verification.subCode;
    this.reason = verification.reason;
    this.createdAt = verification.createdAt;
    this.expiresAt = verification.expiresAt;
    this.completedAt = verification.completedAt;
  }
}
