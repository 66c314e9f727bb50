import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { KnownApiKey } from './api-key.js';
import { API_KEYS, ApiKeyGuard } from './api-key.guard.js';

/**
 * Closes every route of the application to callers without an API key, unless the route is {@link Public}.
 *
 * @publicApi
 */
@Module({})
export class ApiKeysModule {
  static forRoot({ keys }: { readonly keys: readonly KnownApiKey[] }): DynamicModule {
    return {
      module: ApiKeysModule,
      providers: [
        { provide: API_KEYS, useValue: keys },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
      ],
    };
  }
}
