import { Module, type DynamicModule } from '@nestjs/common';
import { DRAIN_MS, DrainService } from './drain.service.js';
import { LastResponsesService } from './last-responses.service.js';

/**
 * Lets a load balancer notice that the process stops before it does: {@link DrainService} says so, requests are served
 * for a while longer, and every response closes its connection.
 *
 * @publicApi
 */
@Module({})
export class DrainModule {
  /** @param drainMs how long requests are still served, in milliseconds */
  static forRoot({ drainMs }: { readonly drainMs: number }): DynamicModule {
    return {
      module: DrainModule,
      global: true,
      providers: [{ provide: DRAIN_MS, useValue: drainMs }, DrainService, LastResponsesService],
      exports: [DrainService],
    };
  }
}
