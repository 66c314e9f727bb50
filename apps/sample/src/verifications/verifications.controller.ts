import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
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
  splitMetadata,
  startRequest,
  toFilter,
  UpdateVerificationDto,
  VerificationHistoryResponse,
  VerificationPageResponse,
  VerificationResponse,
  withIdempotentId,
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
  DescribesStart,
  DescribesVerifications,
} from 'nestjs-id-verification-http/openapi';

@Controller('verifications')
@DescribesVerifications()
export class VerificationsController {
  constructor(
    private readonly verifications: IdVerificationService,
    private readonly limits: StartLimitsService,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesStart()
  async start(
    @Body(IdVerificationValidationPipe) body: CreateVerificationDto,
    @IdempotentId() id: string | undefined,
    @Caller() caller: string,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<CreatedVerificationResponse> {
    const request = startRequest(withIdempotentId(body, id));
    await this.limits.admit(caller, body.merchantUserId);
    const started = await this.verifications.initialize(request);
    const { httpAdapter } = this.adapterHost;
    if (started.replayed) httpAdapter.status(response, HttpStatus.OK);
    else httpAdapter.setHeader(response, 'Location', `/verifications/${started.merchantBizId}`);
    return new CreatedVerificationResponse(started);
  }

  @Get(':merchantBizId')
  @Header('Cache-Control', 'no-store')
  @DescribesReading()
  async read(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.get(merchantBizId));
  }

  @Get(':merchantBizId/history')
  @Header('Cache-Control', 'no-store')
  @DescribesHistory()
  async history(@Param('merchantBizId') merchantBizId: string): Promise<VerificationHistoryResponse> {
    return new VerificationHistoryResponse(await this.verifications.history(merchantBizId));
  }

  @Post(':merchantBizId/check')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesCheck()
  async check(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.check(merchantBizId));
  }

  @Post(':merchantBizId/cancel')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @DescribesCancellation()
  async cancel(
    @Param('merchantBizId') merchantBizId: string,
    @Caller() actor: string,
  ): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.cancel(merchantBizId, { actor }));
  }

  /** The links by which the application itself finds its rows stay as they are. */
  @Patch(':merchantBizId')
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
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
  @Header('Cache-Control', 'no-store')
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
  @Header('Cache-Control', 'no-store')
  @DescribesList()
  async list(
    @Query(IdVerificationValidationPipe) query: ListVerificationsDto,
  ): Promise<VerificationPageResponse> {
    return new VerificationPageResponse(await this.verifications.list(toFilter(query)));
  }
}
