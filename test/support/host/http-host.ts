import { Body, Controller, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  IdVerificationExceptionFilter,
  IdVerificationModule,
  IdVerificationService,
  InitializeVerificationDto,
  type InitializedVerification,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import type { AdapterName } from '@id-verification/sample';
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
  const module = await Test.createTestingModule({
    controllers: [StartController],
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({ type: 'postgres', url: databaseUrl, autoLoadEntities: true }),
      }),
      IdVerificationModule.forRoot(options),
    ],
  }).compile();
  const app = module.createNestApplication(
    adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
  );
  app.useGlobalFilters(new IdVerificationExceptionFilter(app.get(HttpAdapterHost)));
  await app.listen(0, '127.0.0.1');
  return Object.assign(new HttpCaller(await app.getUrl(), ''), { stop: () => app.close() });
}
