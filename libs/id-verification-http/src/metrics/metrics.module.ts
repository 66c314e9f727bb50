import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';

/**
 * `GET /metrics` for Prometheus, open to everybody. Call {@link collectMetrics} before the application is created.
 *
 * @publicApi
 */
@Module({ controllers: [MetricsController] })
export class MetricsModule {}
