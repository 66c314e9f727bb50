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
import { IdVerificationService } from 'nestjs-id-verification';
import {
  DescribesCancellation,
  DescribesCheck,
  DescribesErasure,
  DescribesMetadataUpdate,
} from './verification-follow-up.description.js';
import {
  DescribesList,
  DescribesReading,
  DescribesStart,
  DescribesVerifications,
} from './verifications.description.js';
import { VerificationLimitsService } from '../limits/verification-limits.service.js';
import {
  EraseVerificationDto,
  Caller,
  ErasureReceiptResponse,
  IdempotentId,
  withIdempotentId,
  JsonBodyGuard,
  ListVerificationsDto,
  toFilter,
  splitMetadata,
  CreatedVerificationResponse,
  ValidatedPipe,
  VerificationPageResponse,
  VerificationResponse,
} from 'nestjs-id-verification-http';
import { startRequest } from './start-request.js';
import { CreateVerificationDto } from './create-verification.dto.js';
import { UpdateVerificationDto } from './update-verification.dto.js';

@Controller('verifications')
@DescribesVerifications()
export class VerificationsController {
  constructor(
    private readonly verifications: IdVerificationService,
    private readonly limits: VerificationLimitsService,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesStart()
  async start(
    @Body(new ValidatedPipe(CreateVerificationDto)) body: CreateVerificationDto,
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
  async cancel(@Param('merchantBizId') merchantBizId: string): Promise<VerificationResponse> {
    return new VerificationResponse(await this.verifications.cancel(merchantBizId));
  }

  /** The links by which the application itself finds its rows stay as they are. */
  @Patch(':merchantBizId')
  @UseGuards(JsonBodyGuard)
  @Header('Cache-Control', 'no-store')
  @DescribesMetadataUpdate()
  async update(
    @Param('merchantBizId') merchantBizId: string,
    @Body(new ValidatedPipe(UpdateVerificationDto)) { metadata }: UpdateVerificationDto,
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
    @Query(new ValidatedPipe(EraseVerificationDto)) { force }: EraseVerificationDto,
  ): Promise<ErasureReceiptResponse> {
    return new ErasureReceiptResponse(
      await this.verifications.erase(merchantBizId, { force: force === 'true' }),
    );
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @DescribesList()
  async list(
    @Query(new ValidatedPipe(ListVerificationsDto)) query: ListVerificationsDto,
  ): Promise<VerificationPageResponse> {
    return new VerificationPageResponse(await this.verifications.list(toFilter(query)));
  }
}
