import { Controller, Get } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  TypeOrmHealthIndicator,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { DescribesHealth, DescribesLiveness, DescribesReadiness } from '../docs/health.description.js';
import { Public } from '../security/public.decorator.js';
import { Drain } from './drain.js';

/** Shorter than what orchestrators wait for a probe, so that the answer says what is wrong. */
const DATABASE_TIMEOUT_MS = 800;

@Public()
@DescribesHealth()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly drain: Drain,
  ) {}

  /** Whether the process works at all; another one would help if not. */
  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  @DescribesLiveness()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** Whether requests can be served now. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @DescribesReadiness()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.drain.check(),
      () => this.database.pingCheck('database', { timeout: DATABASE_TIMEOUT_MS }),
    ]);
  }
}
