import { ApiProperty } from '@nestjs/swagger';
import { InvitationResponse } from './invitation.response.js';
import type { ReadInvitation } from './invitation.entity.js';

/** A new invitation with its token, which is returned this once. */
export class NewInvitationResponse extends InvitationResponse {
  @ApiProperty({
    description: 'The token for the user’s device, in a link to `/continue#<token>`.',
    example: 'kq3yV0b8nN1m2Jx7uQmJm4bq5rM9p0sT6vW8yZ1aB3c',
  })
  readonly token: string;

  constructor(invitation: ReadInvitation, token: string) {
    super(invitation);
    this.token = token;
  }
}
