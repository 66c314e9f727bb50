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
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { IdVerificationService } from 'nestjs-id-verification';
import { DescribesCheck, DescribesErasure } from '../docs/verification-follow-up.description.js';
import {
  DescribesList,
  DescribesReading,
  DescribesStart,
  DescribesVerifications,
} from '../docs/verifications.description.js';
import { StartLimits } from '../limits/start-limits.service.js';
import { Caller } from '../security/caller.js';
import { EraseVerificationDto } from './erase-verification.dto.js';
import { ErasureReceiptAnswer } from './erasure-receipt.answer.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { ListVerificationsDto, toFilter } from './list-verifications.dto.js';
import { startRequest } from './start-request.js';
import { StartVerificationDto } from './start-verification.dto.js';
import { StartedVerificationAnswer } from './started-verification.answer.js';
import { ValidatedPipe } from './validated.pipe.js';
import { VerificationPageAnswer } from './verification-page.answer.js';
import { VerificationAnswer } from './verification.answer.js';

@Controller('verifications')
@DescribesVerifications()
export class VerificationsController {
  constructor(
    private readonly verifications: IdVerificationService,
    private readonly limits: StartLimits,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesStart()
  async start(
    @Body(new ValidatedPipe(StartVerificationDto)) body: StartVerificationDto,
    @Caller() caller: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<StartedVerificationAnswer> {
    await this.limits.admit(caller, body.merchantUserId);
    const started = await this.verifications.initialize(startRequest(body));
    if (started.replayed) this.adapterHost.httpAdapter.status(response, HttpStatus.OK);
    return new StartedVerificationAnswer(started);
  }

  @Get(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  @DescribesReading()
  async read(@Param('merchantBizId') merchantBizId: string): Promise<VerificationAnswer> {
    return new VerificationAnswer(await this.verifications.get(merchantBizId));
  }

  @Post(':merchantBizId/check')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesCheck()
  async check(@Param('merchantBizId') merchantBizId: string): Promise<VerificationAnswer> {
    return new VerificationAnswer(await this.verifications.check(merchantBizId));
  }

  @Delete(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  @DescribesErasure()
  async erase(
    @Param('merchantBizId') merchantBizId: string,
    @Query(new ValidatedPipe(EraseVerificationDto)) { force }: EraseVerificationDto,
  ): Promise<ErasureReceiptAnswer> {
    return new ErasureReceiptAnswer(
      await this.verifications.erase(merchantBizId, { force: force === 'true' }),
    );
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @DescribesList()
  async list(
    @Query(new ValidatedPipe(ListVerificationsDto)) query: ListVerificationsDto,
  ): Promise<VerificationPageAnswer> {
    return new VerificationPageAnswer(await this.verifications.list(toFilter(query)));
  }
}
