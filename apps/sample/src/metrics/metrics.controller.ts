import { Controller, Get, Header } from '@nestjs/common';
import { DescribesHealth } from '../health/health.description.js';
import { DescribesMetrics } from './metrics.description.js';
import { Public } from 'nestjs-id-verification-http';
import { metricsText } from './metrics-reader.js';

/**
 * For Prometheus, which scrapes every replica inside the private network and has no key. It contains counts and times and
 * nothing about a user, but how busy the application is: a proxy towards the internet does not pass it on.
 */
@Public()
@DescribesHealth()
@Controller('metrics')
export class MetricsController {
  @Get()
  @DescribesMetrics()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  metrics(): Promise<string> {
    return metricsText();
  }
}
