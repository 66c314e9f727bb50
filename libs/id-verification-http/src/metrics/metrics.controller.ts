import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/api-problems.decorator.js';
import { WITHOUT_VERSION } from '../openapi/without-version.js';
import { Public } from '../request/public.decorator.js';
import { metricsText } from './metrics-reader.js';

/**
 * For Prometheus, which scrapes every replica inside the private network and has no key. It contains counts and times and
 * nothing about a user, but how busy the application is: a proxy towards the internet does not pass it on.
 */
@Public()
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'readMetrics',
    summary: 'Returns the metrics of this replica for Prometheus',
    description: 'For the private network only; the proxy does not forward it.',
    security: [],
    servers: WITHOUT_VERSION,
  })
  @ApiProduces('text/plain')
  @ApiResponse({
    status: 200,
    description: 'All metrics, in Prometheus’s text format.',
    schema: {
      type: 'string',
      example: 'id_verification_database_up{id_verification_instance="default"} 1',
    },
  })
  @ApiProblems(['internal_error'])
  metrics(): Promise<string> {
    return metricsText();
  }
}
