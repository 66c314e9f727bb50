import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  DescribesInvitation,
  DescribesInvitations,
  DescribesInviting,
  DescribesRedeeming,
  DescribesWithdrawing,
} from './invitations.description.js';
import { VerificationLimitsService } from '../limits/verification-limits.service.js';
import { Caller } from '../security/caller.js';
import { Public } from '../security/public.decorator.js';
import { JsonBodyGuard } from '../verifications/json-body.guard.js';
import { ValidatedPipe } from '../verifications/validated.pipe.js';
import { InvitationResponse } from './invitation.response.js';
import { InvitationsService } from './invitations.service.js';
import { InviteDto } from './invite.dto.js';
import { NewInvitationResponse } from './new-invitation.response.js';
import { RedeemInvitationDto } from './redeem-invitation.dto.js';
import { RedeemedInvitationResponse } from './redeemed-invitation.response.js';

@Controller('invitations')
@DescribesInvitations()
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly limits: VerificationLimitsService,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesInviting()
  async invite(
    @Body(new ValidatedPipe(InviteDto)) { merchantUserId }: InviteDto,
    @Caller() caller: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<NewInvitationResponse> {
    // An invitation is as good as a start.
    await this.limits.admit(caller, merchantUserId);
    const { invitation, token } = await this.invitations.invite(merchantUserId);
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'Location', `/invitations/${invitation.merchantBizId}`);
    return new NewInvitationResponse(invitation, token);
  }

  /** The token is the key. */
  @Post('redeem')
  @Public()
  @UseGuards(JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesRedeeming()
  async redeem(
    @Body(new ValidatedPipe(RedeemInvitationDto)) body: RedeemInvitationDto,
  ): Promise<RedeemedInvitationResponse> {
    return new RedeemedInvitationResponse(await this.invitations.redeem(body));
  }

  @Get(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  @DescribesInvitation()
  async read(@Param('merchantBizId') merchantBizId: string): Promise<InvitationResponse> {
    return new InvitationResponse(await this.invitations.get(merchantBizId), new Date());
  }

  @Delete(':merchantBizId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @DescribesWithdrawing()
  async withdraw(@Param('merchantBizId') merchantBizId: string): Promise<void> {
    await this.invitations.withdraw(merchantBizId);
  }
}
