import { Module } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { IdVerificationExceptionFilter } from 'nestjs-id-verification';
import { AllowedMethodsService } from './allowed-methods.service.js';
import { ProblemFilter } from './problem.filter.js';

/** Every error response as RFC 9457 problem details. Nest calls the filter first that is registered last. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    AllowedMethodsService,
    { provide: APP_FILTER, useClass: ProblemFilter },
    {
      provide: APP_FILTER,
      inject: [HttpAdapterHost],
      useFactory: (host: HttpAdapterHost) => new IdVerificationExceptionFilter(host),
    },
  ],
})
export class ProblemsModule {}
