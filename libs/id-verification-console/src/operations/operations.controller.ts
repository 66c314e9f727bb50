import { Body, Controller, Get, Header, HttpCode, HttpStatus, Post, Query, UseGuards } from '@nestjs/common';
import { IdVerificationService } from 'nestjs-id-verification';
import {
  DescribesDeliveries,
  DescribesHealth,
  DescribesOperations,
  DescribesRedelivery,
  DescribesStatistics,
  DescribesStatisticsOverTime,
} from './operations.description.js';
import { JsonBodyGuard, ValidatedPipe } from 'nestjs-id-verification-http';
import { DeliveryPageResponse } from './delivery-page.response.js';
import { HealthResponse } from './health.response.js';
import { ListDeliveriesDto, toDeliveryFilter } from './list-deliveries.dto.js';
import { RedeliverDto } from './redeliver.dto.js';
import { SpanDto, SpanInBucketsDto, toRange } from './span.dto.js';
import { StatisticsResponse, StatisticsOverTimeResponse } from './statistics.response.js';

/** For operators. */
@Controller()
@DescribesOperations()
export class OperationsController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Get('statistics')
  @Header('Cache-Control', 'no-store')
  @DescribesStatistics()
  async statistics(@Query(new ValidatedPipe(SpanDto)) span: SpanDto): Promise<StatisticsResponse> {
    return new StatisticsResponse(await this.verifications.statistics(toRange(span)));
  }

  @Get('statistics/over-time')
  @Header('Cache-Control', 'no-store')
  @DescribesStatisticsOverTime()
  async statisticsOverTime(
    @Query(new ValidatedPipe(SpanInBucketsDto)) span: SpanInBucketsDto,
  ): Promise<StatisticsOverTimeResponse> {
    const range = { ...toRange(span), bucket: span.bucket };
    return new StatisticsOverTimeResponse(await this.verifications.statisticsOverTime(range));
  }

  @Get('health')
  @Header('Cache-Control', 'no-store')
  @DescribesHealth()
  async health(): Promise<HealthResponse> {
    return new HealthResponse(await this.verifications.health());
  }

  @Get('deliveries')
  @Header('Cache-Control', 'no-store')
  @DescribesDeliveries()
  async deliveries(
    @Query(new ValidatedPipe(ListDeliveriesDto)) query: ListDeliveriesDto,
  ): Promise<DeliveryPageResponse> {
    return new DeliveryPageResponse(await this.verifications.listDeliveries(toDeliveryFilter(query)));
  }

  @Post('deliveries/redeliver')
  @UseGuards(JsonBodyGuard)
  @HttpCode(HttpStatus.NO_CONTENT)
  @DescribesRedelivery()
  async redeliver(
    @Body(new ValidatedPipe(RedeliverDto)) { merchantBizId, handler }: RedeliverDto,
  ): Promise<void> {
    await this.verifications.redeliver(merchantBizId, handler);
  }
}
