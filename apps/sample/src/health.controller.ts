import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { IdVerificationHealthIndicator } from 'nestjs-id-verification';
import { DrainService, Public } from 'nestjs-id-verification-http';
import { DescribesHealth, DescribesLiveness, DescribesReadiness } from 'nestjs-id-verification-http/openapi';

/** Shorter than what orchestrators wait for a probe. */
const DATABASE_TIMEOUT_MS = 800;

@Public()
@DescribesHealth()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly verifications: IdVerificationHealthIndicator,
    private readonly drain: DrainService,
  ) {}

  /** Whether the process works at all; another one would help if not. */
  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  @DescribesLiveness()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /**
   * Whether requests can be served now: whether the database responds and has its tables. A vendor that is broken takes
   * no replica out: all of them would go at once, and with them the responses about verifications that exist. That and
   * everything else that an operator must know is in the metrics and in the operations view.
   */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @DescribesReadiness()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.drain.isReady('process'),
      () => this.verifications.isReady('database', { timeoutMs: DATABASE_TIMEOUT_MS }),
    ]);
  }
}
