import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RequestLimitGuard } from './request-limit.guard.js';
import { ApiKeyGuard } from './api-key.guard.js';

/** Closes every route to callers without an API key, unless the route is public; and to a key with too many requests. */
@Module({
  providers: [
    { provide: APP_GUARD, useClass: ApiKeyGuard },
    { provide: APP_GUARD, useClass: RequestLimitGuard },
  ],
})
export class SecurityModule {}
