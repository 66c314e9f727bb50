import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { InitializedVerification } from 'nestjs-id-verification';

/** Where the user goes now, and nothing that the device does not need. */
export class RedeemedInvitationResponse {
  @ApiPropertyOptional({
    description: 'The page for the user, which opens once.',
    type: String,
    format: 'uri',
    example: 'https://vendor.example/verify/hksb7ba1b28130d24e015d',
  })
  readonly transactionUrl: string | undefined;

  @ApiProperty({ description: 'When the verification expires.', example: '2026-01-31T10:30:00.000Z' })
  readonly expiresAt: Date;

  constructor({ transactionUrl, expiresAt }: InitializedVerification) {
    this.transactionUrl = transactionUrl;
    this.expiresAt = expiresAt;
  }
}
