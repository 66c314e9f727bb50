import { PickType } from '@nestjs/swagger';
import { InitializeVerificationDto } from 'nestjs-id-verification';

/** The body of `POST /invitations`: who the user is to the caller. */
export class InviteDto extends PickType(InitializeVerificationDto, ['merchantUserId']) {}
