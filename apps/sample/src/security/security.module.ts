import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyGuard } from './api-key.guard.js';

/** Closes every route to callers without an API key, unless the route is public. */
@Module({ providers: [{ provide: APP_GUARD, useClass: ApiKeyGuard }] })
export class SecurityModule {}
