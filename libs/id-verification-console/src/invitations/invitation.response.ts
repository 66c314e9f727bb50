import { ApiProperty } from '@nestjs/swagger';
import { INITIALIZE_PARAMETERS } from 'nestjs-id-verification';
import { MOST_ATTEMPTS, type ReadInvitation } from './invitation.entity.js';

export const INVITATION_STATES = ['OPEN', 'REDEEMED', 'EXPIRED'] as const;

/** An invitation as it stands. */
export class InvitationResponse {
  @ApiProperty({
    description: 'The id of the verification, once the invitation is redeemed.',
    example: INITIALIZE_PARAMETERS.merchantBizId.example,
  })
  readonly merchantBizId: string;

  @ApiProperty({ description: 'The state of the invitation.', enum: INVITATION_STATES, example: 'OPEN' })
  readonly state: (typeof INVITATION_STATES)[number];

  @ApiProperty({ description: 'When the invitation expires.', example: '2026-01-31T10:10:00.000Z' })
  readonly expiresAt: Date;

  constructor({ merchantBizId, redeemedAt, expiresAt, attempts, isTooOld }: ReadInvitation) {
    this.merchantBizId = merchantBizId;
    const isOpen = !isTooOld && attempts < MOST_ATTEMPTS;
    this.state = redeemedAt === null ? (isOpen ? 'OPEN' : 'EXPIRED') : 'REDEEMED';
    this.expiresAt = expiresAt;
  }
}
