import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  Query,
  Req,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { IdVerificationService, IdVerificationValidationPipe } from 'nestjs-id-verification';
import {
  DescribesDeliveries,
  DescribesErasures,
  DescribesExport,
  DescribesHealth,
  DescribesRedelivery,
  DescribesRole,
  DescribesStatistics,
  DescribesStatisticsOverTime,
} from './operations.description.js';
import { JsonBodyGuard, NoStore, toFilter } from 'nestjs-id-verification-http';
import { DeliveryPageResponse } from './delivery-page.response.js';
import { ErasurePageResponse } from './erasure-page.response.js';
import { HealthResponse } from './health.response.js';
import { ListDeliveriesDto, toDeliveryFilter } from './list-deliveries.dto.js';
import { ListErasuresDto, toPage } from './list-erasures.dto.js';
import { DescribesRoutes } from 'nestjs-id-verification-http/openapi';
import { ExportVerificationsDto } from './export-verifications.dto.js';
import { OperatorActionsService } from './operator-actions.service.js';
import { OperatorRoleGuard } from './operator-role.guard.js';
import { RedeliverDto } from './redeliver.dto.js';
import { RoleResponse } from './role.response.js';
import { RoleService } from './role.service.js';
import { SpanDto, SpanInBucketsDto, toRange } from './span.dto.js';
import { StatisticsResponse, StatisticsOverTimeResponse } from './statistics.response.js';
import { verificationsCsv } from './verifications-csv.js';
import { VERIFICATIONS } from '../verifications.token.js';

/** For operators. */
@Controller()
@NoStore()
@DescribesRoutes('operations')
export class OperationsController {
  constructor(
    @Inject(VERIFICATIONS) private readonly verifications: IdVerificationService,
    private readonly operators: OperatorActionsService,
    private readonly roles: RoleService,
  ) {}

  @Get('role')
  @DescribesRole()
  async role(@Req() request: unknown): Promise<RoleResponse> {
    return new RoleResponse(await this.roles.of(request));
  }

  @Get('statistics')
  @DescribesStatistics()
  async statistics(@Query(IdVerificationValidationPipe) span: SpanDto): Promise<StatisticsResponse> {
    return new StatisticsResponse(await this.verifications.statistics(toRange(span)));
  }

  @Get('statistics/over-time')
  @DescribesStatisticsOverTime()
  async statisticsOverTime(
    @Query(IdVerificationValidationPipe) span: SpanInBucketsDto,
  ): Promise<StatisticsOverTimeResponse> {
    const range = { ...toRange(span), bucket: span.bucket };
    return new StatisticsOverTimeResponse(await this.verifications.statisticsOverTime(range));
  }

  @Get('health')
  @DescribesHealth()
  async health(): Promise<HealthResponse> {
    return new HealthResponse(await this.verifications.health());
  }

  @Get('deliveries')
  @DescribesDeliveries()
  async deliveries(
    @Query(IdVerificationValidationPipe) query: ListDeliveriesDto,
  ): Promise<DeliveryPageResponse> {
    return new DeliveryPageResponse(await this.verifications.listDeliveries(toDeliveryFilter(query)));
  }

  @Post('deliveries/redeliver')
  @UseGuards(OperatorRoleGuard, JsonBodyGuard)
  @HttpCode(HttpStatus.NO_CONTENT)
  @DescribesRedelivery()
  async redeliver(
    @Body(IdVerificationValidationPipe) { merchantBizId, handler, reason }: RedeliverDto,
    @Req() request: unknown,
  ): Promise<void> {
    await this.verifications.redeliver(merchantBizId, handler, this.operators.of(request, reason));
  }

  @Get('erasures')
  @DescribesErasures()
  async erasures(@Query(IdVerificationValidationPipe) query: ListErasuresDto): Promise<ErasurePageResponse> {
    return new ErasurePageResponse(await this.verifications.listErasures(toPage(query)));
  }

  @Get('verifications.csv')
  @DescribesExport()
  async export(@Query(IdVerificationValidationPipe) query: ExportVerificationsDto): Promise<StreamableFile> {
    const file = new StreamableFile(await verificationsCsv(this.verifications, toFilter(query)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="verifications.csv"',
    });
    // Nest 11.1 and earlier would end the response, and what was sent would look complete.
    return file.setErrorHandler((_, response) => response.destroy?.());
  }
}
