import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { IdVerificationService, IdVerificationValidationPipe } from 'nestjs-id-verification';
import {
  Caller,
  CreatedVerificationResponse,
  CreateVerificationDto,
  EraseVerificationDto,
  ErasureReceiptResponse,
  IdempotentId,
  JsonBodyGuard,
  ListVerificationsDto,
  NoStore,
  respondToStart,
  splitMetadata,
  startRequest,
  toFilter,
  UpdateVerificationDto,
  VerificationHistoryResponse,
  VerificationPageResponse,
  VerificationResponse,
  withIdempotentId,
  type HttpResponse,
} from 'nestjs-id-verification-http';
import { StartLimitsService } from 'nestjs-id-verification-http/limits';
import {
  DescribesCancellation,
  DescribesCheck,
  DescribesErasure,
  DescribesHistory,
  DescribesList,
  DescribesMetadataUpdate,
  DescribesReading,
  DescribesRoutes,
  DescribesStart,
} from 'nestjs-id-verification-http/openapi';

@Controller('verifications')
@NoStore()
@DescribesRoutes('verifications')
export class VerificationsController {
  constructor(
    private readonly verifications: IdVerificationService,
    private readonly limits: StartLimitsService,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @DescribesStart()
  async start(
    @Body(IdVerificationValidationPipe) body: CreateVerificationDto,
    @IdempotentId() id: string | undefined,
    @Caller() caller: string,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<CreatedVerificationResponse> {
    const request = startRequest(withIdempotentId(body, id));
    await this.limits.admit(caller, body.merchantUserId);
    const started = await this.verifications.initialize(request);
    respondToStart(response, started, `/v1/verifications/${started.merchantBizId}`);
    return new CreatedVerificationResponse(started);
  }

  @Get(':merchantBizId')
  @DescribesReading()
  async read(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.get(merchantBizId));
  }

  @Get(':merchantBizId/history')
  @DescribesHistory()
  async history(@Param('merchantBizId') merchantBizId: string): Promise<VerificationHistoryResponse> {
    return new VerificationHistoryResponse(await this.verifications.history(merchantBizId));
  }

  @Post(':merchantBizId/check')
  @HttpCode(HttpStatus.OK)
  @DescribesCheck()
  async check(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.check(merchantBizId));
  }

  @Post(':merchantBizId/cancel')
  @HttpCode(HttpStatus.OK)
  @DescribesCancellation()
  async cancel(
    @Param('merchantBizId') merchantBizId: string,
    @Caller() actor: string,
  ): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.cancel(merchantBizId, { actor }));
  }

  /** Metadata whose names begin with `_`, such as the link of an onboarding, stays as it is. */
  @Patch(':merchantBizId')
  @UseGuards(JsonBodyGuard)
  @DescribesMetadataUpdate()
  async update(
    @Param('merchantBizId') merchantBizId: string,
    @Body(IdVerificationValidationPipe) { metadata }: UpdateVerificationDto,
  ): Promise<VerificationResponse> {
    const { own } = splitMetadata((await this.verifications.get(merchantBizId)).metadata);
    return new VerificationResponse(
      await this.verifications.updateMetadata(merchantBizId, { ...metadata, ...own }),
    );
  }

  @Delete(':merchantBizId')
  @DescribesErasure()
  async erase(
    @Param('merchantBizId') merchantBizId: string,
    @Query(IdVerificationValidationPipe) { force }: EraseVerificationDto,
    @Caller() actor: string,
  ): Promise<ErasureReceiptResponse> {
    return new ErasureReceiptResponse(
      await this.verifications.erase(merchantBizId, { force: force === 'true', actor }),
    );
  }

  @Get()
  @DescribesList()
  async list(
    @Query(IdVerificationValidationPipe) query: ListVerificationsDto,
  ): Promise<VerificationPageResponse> {
    return new VerificationPageResponse(await this.verifications.list(toFilter(query)));
  }
}
