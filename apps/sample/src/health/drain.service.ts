import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';

/**
 * The first step of a shutdown: the process reports that it is not ready, and goes on serving
 * until the load balancer must have noticed.
 */
@Injectable()
export class DrainService implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'drainMs'>,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Nest calls this for every module before it stops the first of them. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await delay(this.configuration.drainMs);
  }

  check(): HealthIndicatorResult {
    const process = this.indicators.check('process');
    return this.isStopping ? process.down('is stopping') : process.up();
  }
}
