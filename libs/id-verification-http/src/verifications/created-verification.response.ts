import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS, type InitializedVerification } from 'nestjs-id-verification';

/**
 * A verification that the user can go through now.
 *
 * @publicApi
 */
export class CreatedVerificationResponse {
  @ApiProperty({
    description: 'The caller’s id of the verification, or a generated one.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiProperty({
    description: 'The vendor’s id of the flow, for the client SDK.',
    example: 'hksb7ba1b28130d24e015d',
  })
  readonly transactionId: string;

  @ApiPropertyOptional({
    description: 'For client SDKs that accept it; saves round trips.',
    type: String,
    example: 'eyJwcm90b2NvbCI6InYxIn0',
  })
  readonly protocol: string | undefined;

  @ApiPropertyOptional({
    description: 'The page for the user, which opens once.',
    type: String,
    format: 'uri',
    example: 'https://sg-production-cap.saas-cap.aliyun.com/verify?token=dGVzdA',
  })
  readonly transactionUrl: string | undefined;

  @ApiProperty({ description: 'The status of the verification.', enum: ['PENDING'], example: 'PENDING' })
  readonly status: 'PENDING';

  @ApiProperty({ description: 'When the verification expires.', example: '2026-01-31T10:30:00.000Z' })
  readonly expiresAt: Date;

  @ApiProperty({ description: 'False if an emulator responded.', example: true })
  readonly livemode: boolean;

  constructor(started: InitializedVerification) {
    this.merchantBizId = started.merchantBizId;
    this.transactionId = started.transactionId;
    this.protocol = started.protocol;
    this.transactionUrl = started.transactionUrl;
    this.status = started.status;
    this.expiresAt = started.expiresAt;
    this.livemode = started.livemode;
  }
}
