import { Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AllowedMethodsService } from './allowed-methods.service.js';
import { ProblemFilter } from './problem.filter.js';

/**
 * Every error response as RFC 9457 problem details, those of the library included.
 *
 * @publicApi
 */
@Module({
  providers: [AllowedMethodsService, { provide: APP_FILTER, useClass: ProblemFilter }],
})
export class ProblemsModule implements NestModule {
  constructor(private readonly allowedMethods: AllowedMethodsService) {}

  /** Called when the application has its HTTP adapter, and before routes are registered. */
  configure(): void {
    this.allowedMethods.noteRoutes();
  }
}
