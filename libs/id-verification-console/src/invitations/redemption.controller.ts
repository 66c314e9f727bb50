import { Body, Controller, Header, HttpCode, HttpStatus, Post, UseGuards } from '@nestjs/common';
import { JsonBodyGuard, Public, ValidatedPipe } from 'nestjs-id-verification-http';
import { DescribesInvitations, DescribesRedeeming } from './invitations.description.js';
import { InvitationsService } from './invitations.service.js';
import { RedeemInvitationDto } from './redeem-invitation.dto.js';
import { RedeemedInvitationResponse } from './redeemed-invitation.response.js';

/** For the device of an invited user: the token is the key. */
@Public()
@Controller('invitations')
@DescribesInvitations()
export class RedemptionController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post('redeem')
  @UseGuards(JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesRedeeming()
  async redeem(
    @Body(new ValidatedPipe(RedeemInvitationDto)) body: RedeemInvitationDto,
  ): Promise<RedeemedInvitationResponse> {
    return new RedeemedInvitationResponse(await this.invitations.redeem(body));
  }
}
