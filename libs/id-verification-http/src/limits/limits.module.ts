import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { LIMITS, type Limits } from './limits.js';
import { RequestLimitGuard } from './request-limit.guard.js';
import { StartLimitsService } from './start-limits.service.js';

const MINUTE_MS = 60_000;

/**
 * What one caller may do: a guard of the whole application for requests, and {@link StartLimitsService} for every part
 * that starts verifications. Import it behind the module whose guard names the caller. Needs TypeORM's `DataSource`
 * and the migrations in {@link START_LIMIT_MIGRATIONS}.
 *
 * @publicApi
 */
@Module({})
export class LimitsModule {
  static forRoot(limits: Limits): DynamicModule {
    const { requestsPerKeyPerMinute: limit } = limits;
    return {
      module: LimitsModule,
      global: true,
      imports: limit === undefined ? [] : [ThrottlerModule.forRoot([{ ttl: MINUTE_MS, limit }])],
      providers: [
        { provide: LIMITS, useValue: limits },
        StartLimitsService,
        ...(limit === undefined ? [] : [{ provide: APP_GUARD, useClass: RequestLimitGuard }]),
      ],
      exports: [StartLimitsService],
    };
  }
}
