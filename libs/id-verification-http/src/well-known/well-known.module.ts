import { Module, type DynamicModule } from '@nestjs/common';
import { WELL_KNOWN_OPTIONS, type WellKnownOptions } from './well-known-options.js';
import { WellKnownController } from './well-known.controller.js';

/**
 * Serves `/favicon.ico`, `/robots.txt`, which keeps search engines out, and `/.well-known/security.txt`.
 *
 * @publicApi
 */
@Module({ controllers: [WellKnownController] })
export class WellKnownModule {
  static forRoot(options: WellKnownOptions): DynamicModule {
    return { module: WellKnownModule, providers: [{ provide: WELL_KNOWN_OPTIONS, useValue: options }] };
  }
}
