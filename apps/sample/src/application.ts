import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { ApplicationModule } from './application.module.js';
import type { Environment } from './configuration/environment.js';
import { readConfiguration } from './configuration/read-configuration.js';
import { migrateDatabase } from './database/migrate-database.js';
import { serveDocs } from './docs/serve-docs.js';
import {
  createAdapter,
  useJsonBodies,
  type AdapterName,
  refuseAmbiguous,
} from 'nestjs-id-verification-http/adapters';
import { useAccessLog } from './logging/access-log.js';
import { measureRequests } from './metrics/measure-requests.js';
import { collectMetrics } from './metrics/metrics-reader.js';
import { useSecurityHeaders } from './security/security-headers.js';

export interface ApplicationOptions extends Pick<NestApplicationOptions, 'logger'> {
  /** @default 'express' */
  readonly adapter?: AdapterName;
  /** Options of the library in place of those that follow from the environment, for tests that watch single calls. */
  readonly idVerification?: Partial<IdVerificationModuleOptions>;
}

/**
 * The application, ready to listen. Everything it does depends on what it is given, and on no environment around it.
 *
 * @throws ConfigurationError before anything is connected, when the environment is not complete
 */
export async function createApplication(
  environment: Environment,
  { adapter = 'express', idVerification, ...options }: ApplicationOptions = {},
): Promise<INestApplication> {
  const read = readConfiguration(environment);
  const configuration = { ...read, idVerification: { ...read.idVerification, ...idVerification } };
  // Live, that is a step of its own before the processes of a release are started.
  if (configuration.sandbox) await migrateDatabase(configuration.databaseUrl);
  collectMetrics();
  const httpAdapter = createAdapter(adapter, configuration);
  // Before the callback route, which the module mounts while the application is created.
  measureRequests(httpAdapter);
  refuseAmbiguous(httpAdapter);
  const app = await NestFactory.create(ApplicationModule.with(configuration), httpAdapter, {
    ...options,
    abortOnError: false,
    bodyParser: false,
  });
  useAccessLog(app);
  useJsonBodies(app);
  useSecurityHeaders(app, configuration);
  serveDocs(app);
  // By an exit and not by the signal once more, which the first process of a container does not die of.
  app.enableShutdownHooks([], { useProcessExit: true });
  return app;
}
