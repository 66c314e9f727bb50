import { PickType } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { InitializeVerificationDto } from 'nestjs-id-verification';

/** The body of `POST /invitations/redeem`: the token, and the environment of the device that goes through the flow. */
export class RedeemInvitationDto extends PickType(InitializeVerificationDto, ['metaInfo']) {
  /** Of any form: a part of one, as in a link that was cut, is an unknown token. */
  @IsString({ message: '$property must be the token of an invitation' })
  readonly token!: string;
}
