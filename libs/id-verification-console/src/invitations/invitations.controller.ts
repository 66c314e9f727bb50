import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import { DescribesInvitation, DescribesInviting, DescribesWithdrawing } from './invitations.description.js';
import { IdVerificationValidationPipe } from 'nestjs-id-verification';
import { Caller, JsonBodyGuard, NoStore, type HttpResponse } from 'nestjs-id-verification-http';
import { DescribesRoutes } from 'nestjs-id-verification-http/openapi';
import { InvitationResponse } from './invitation.response.js';
import { InvitationsService } from './invitations.service.js';
import { InviteDto } from './invite.dto.js';
import type { StartLimits } from '../console-options.js';
import { START_LIMITS } from './tokens.js';
import { NewInvitationResponse } from './new-invitation.response.js';

@Controller()
@NoStore()
@DescribesRoutes('invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    @Inject(START_LIMITS) private readonly limits: StartLimits,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @DescribesInviting()
  async invite(
    @Body(IdVerificationValidationPipe) { merchantUserId }: InviteDto,
    @Caller() caller: string | undefined,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<NewInvitationResponse> {
    // An invitation is as good as a start.
    await this.limits.admit(caller ?? '', merchantUserId);
    const { invitation, token } = await this.invitations.invite(merchantUserId);
    response.header('Location', `/invitations/${invitation.merchantBizId}`);
    return new NewInvitationResponse(invitation, token);
  }

  @Get(':merchantBizId')
  @DescribesInvitation()
  async read(@Param('merchantBizId') merchantBizId: string): Promise<InvitationResponse> {
    return new InvitationResponse(await this.invitations.get(merchantBizId));
  }

  @Delete(':merchantBizId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @DescribesWithdrawing()
  async withdraw(@Param('merchantBizId') merchantBizId: string): Promise<void> {
    await this.invitations.withdraw(merchantBizId);
  }
}
