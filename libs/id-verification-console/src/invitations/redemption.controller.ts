import {
  Body,
  Controller,
  Header,
  Headers,
  HttpCode,
  HttpStatus,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdVerificationValidationPipe } from 'nestjs-id-verification';
import { JsonBodyGuard, Public } from 'nestjs-id-verification-http';
import { DescribesLanguage } from '../languages/describes-language.decorator.js';
import { negotiateLanguage } from '../languages/negotiate-language.js';
import { DescribesRedeeming } from './invitations.description.js';
import { InvitationsService } from './invitations.service.js';
import { RedeemInvitationDto } from './redeem-invitation.dto.js';
import { RedeemedInvitationResponse } from './redeemed-invitation.response.js';

/** For the device of an invited user: the token is the key. */
@Public()
@Controller('invitations')
@ApiTags('invitations')
export class RedemptionController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post('redeem')
  @UseGuards(JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesRedeeming()
  @DescribesLanguage()
  async redeem(
    @Body(IdVerificationValidationPipe) body: RedeemInvitationDto,
    @Query('lang') lang: unknown,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<RedeemedInvitationResponse> {
    const language = negotiateLanguage({ lang, acceptLanguage });
    return new RedeemedInvitationResponse(await this.invitations.redeem(body, language));
  }
}
