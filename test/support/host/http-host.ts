import { Body, Controller, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  IdVerificationExceptionFilter,
  IdVerificationService,
  InitializeVerificationDto,
  type InitializedVerification,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import type { AdapterName } from '@id-verification/sample';
import { serveHost } from './host-module.js';
import { HttpCaller } from '../http/http-caller.js';

@Controller()
class StartController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Post()
  start(@Body() request: InitializeVerificationDto): Promise<InitializedVerification> {
    return this.verifications.initialize(request);
  }
}

export interface HttpHost extends HttpCaller {
  stop(): Promise<void>;
}

/** The least application that answers over HTTP: a route, the library and its exception filter. */
export async function startHttpHost(
  adapter: AdapterName,
  databaseUrl: string,
  options: IdVerificationModuleOptions,
): Promise<HttpHost> {
  const host = await serveHost(databaseUrl, options, {
    on: adapter,
    also: { controllers: [StartController] },
    prepare: (app) => app.useGlobalFilters(new IdVerificationExceptionFilter(app.get(HttpAdapterHost))),
  });
  return Object.assign(new HttpCaller(host.origin, ''), { stop: () => host.close() });
}
