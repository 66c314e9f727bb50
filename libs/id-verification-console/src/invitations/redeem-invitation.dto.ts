import { PickType } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { InitializeVerificationDto } from 'nestjs-id-verification';
import { TOKEN_PATTERN } from './invitation-token.js';

/** The body of `POST /invitations/redeem`: the token, and the environment of the device that goes through the flow. */
export class RedeemInvitationDto extends PickType(InitializeVerificationDto, ['metaInfo']) {
  @Matches(TOKEN_PATTERN, { message: '$property must be the token of an invitation' })
  readonly token!: string;
}
