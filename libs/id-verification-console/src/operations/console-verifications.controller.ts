import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdVerificationService, IdVerificationValidationPipe } from 'nestjs-id-verification';
import {
  ErasureReceiptResponse,
  JsonBodyGuard,
  ListVerificationsDto,
  NoStore,
  toFilter,
  VerificationHistoryResponse,
  VerificationPageResponse,
  VerificationResponse,
} from 'nestjs-id-verification-http';
import { OperatorActionsService } from './operator-actions.service.js';
import { OperatorRoleGuard } from './operator-role.guard.js';
import { EraseWithReasonDto, OperatorReasonDto } from './operator-reason.dto.js';
import { VERIFICATIONS } from '../verifications.token.js';

/** What the console does with verifications, whatever routes its host has. */
@ApiExcludeController()
@Controller()
@NoStore()
export class ConsoleVerificationsController {
  constructor(
    @Inject(VERIFICATIONS) private readonly verifications: IdVerificationService,
    private readonly operators: OperatorActionsService,
  ) {}

  @Get()
  async list(
    @Query(IdVerificationValidationPipe) query: ListVerificationsDto,
  ): Promise<VerificationPageResponse> {
    return new VerificationPageResponse(await this.verifications.list(toFilter(query)));
  }

  @Get(':merchantBizId')
  async read(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.get(merchantBizId));
  }

  @Get(':merchantBizId/history')
  async history(@Param('merchantBizId') merchantBizId: string): Promise<VerificationHistoryResponse> {
    return new VerificationHistoryResponse(await this.verifications.history(merchantBizId));
  }

  @Post(':merchantBizId/check')
  @UseGuards(OperatorRoleGuard, JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  async check(
    @Param('merchantBizId') merchantBizId: string,
    @Body(IdVerificationValidationPipe) { reason }: OperatorReasonDto,
    @Req() request: unknown,
  ): Promise<VerificationResponse> {
    const by = this.operators.of(request, reason);
    return new VerificationResponse(await this.verifications.check(merchantBizId, by));
  }

  @Post(':merchantBizId/cancel')
  @UseGuards(OperatorRoleGuard, JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  async cancel(
    @Param('merchantBizId') merchantBizId: string,
    @Body(IdVerificationValidationPipe) { reason }: OperatorReasonDto,
    @Req() request: unknown,
  ): Promise<VerificationResponse> {
    const by = this.operators.of(request, reason);
    return new VerificationResponse(await this.verifications.cancel(merchantBizId, by));
  }

  /** By POST: intermediaries may drop the body of a DELETE. */
  @Post(':merchantBizId/erase')
  @UseGuards(OperatorRoleGuard, JsonBodyGuard)
  @HttpCode(HttpStatus.OK)
  async erase(
    @Param('merchantBizId') merchantBizId: string,
    @Body(IdVerificationValidationPipe) { force, reason }: EraseWithReasonDto,
    @Req() request: unknown,
  ): Promise<ErasureReceiptResponse> {
    const by = this.operators.of(request, reason);
    return new ErasureReceiptResponse(await this.verifications.erase(merchantBizId, { force, ...by }));
  }
}
