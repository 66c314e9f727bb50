import { Body, Controller, Get, Header, HttpCode, HttpStatus, Post, Query, UseGuards } from '@nestjs/common';
import { IdVerificationService } from 'nestjs-id-verification';
import {
  DescribesDeliveries,
  DescribesHealth,
  DescribesOperations,
  DescribesRedelivery,
  DescribesStatistics,
  DescribesStatisticsOverTime,
} from '../docs/operations.description.js';
import { JsonBodyGuard } from '../verifications/json-body.guard.js';
import { ValidatedPipe } from '../verifications/validated.pipe.js';
import { DeliveryPageAnswer } from './delivery-page.answer.js';
import { HealthAnswer } from './health.answer.js';
import { ListDeliveriesDto, toDeliveryFilter } from './list-deliveries.dto.js';
import { RedeliverDto } from './redeliver.dto.js';
import { SpanDto, SpanInBucketsDto, toRange } from './span.dto.js';
import { StatisticsAnswer, StatisticsOverTimeAnswer } from './statistics.answer.js';

/** What whoever runs the application looks at. */
@Controller('operations')
@DescribesOperations()
export class OperationsController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Get('statistics')
  @Header('Cache-Control', 'no-store')
  @DescribesStatistics()
  async statistics(@Query(new ValidatedPipe(SpanDto)) span: SpanDto): Promise<StatisticsAnswer> {
    return new StatisticsAnswer(await this.verifications.statistics(toRange(span)));
  }

  @Get('statistics/over-time')
  @Header('Cache-Control', 'no-store')
  @DescribesStatisticsOverTime()
  async statisticsOverTime(
    @Query(new ValidatedPipe(SpanInBucketsDto)) span: SpanInBucketsDto,
  ): Promise<StatisticsOverTimeAnswer> {
    const range = { ...toRange(span), bucket: span.bucket };
    return new StatisticsOverTimeAnswer(await this.verifications.statisticsOverTime(range));
  }

  @Get('health')
  @Header('Cache-Control', 'no-store')
  @DescribesHealth()
  async health(): Promise<HealthAnswer> {
    return new HealthAnswer(await this.verifications.health());
  }

  @Get('deliveries')
  @Header('Cache-Control', 'no-store')
  @DescribesDeliveries()
  async deliveries(
    @Query(new ValidatedPipe(ListDeliveriesDto)) query: ListDeliveriesDto,
  ): Promise<DeliveryPageAnswer> {
    return new DeliveryPageAnswer(await this.verifications.listDeliveries(toDeliveryFilter(query)));
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
