import type { INestApplication } from '@nestjs/common';
import helmet from 'helmet';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { contentSecurityPolicy } from 'nestjs-id-verification-console';
import { createHardenedApplication, type AdapterName } from 'nestjs-id-verification-http/adapters';
import { DocsModule } from 'nestjs-id-verification-http/docs';
import { createLogger, NestLogger, useAccessLog } from 'nestjs-id-verification-http/logging';
import { collectMetrics, measureRequests } from 'nestjs-id-verification-http/metrics';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { migrateDatabase } from './database.js';
import { measureRuntime } from './measure-runtime.js';
import { openApiDocument } from './open-api-document.js';
import type { Settings } from './settings/settings.js';

export interface ApplicationOptions {
  /** @default 'express' */
  readonly adapter?: AdapterName;
  /** Where the application logs in place of its standard output. */
  readonly logger?: Logger;
  /** Options of the library in place of those of the settings, for tests that watch single calls. */
  readonly idVerification?: Partial<IdVerificationModuleOptions>;
}

/** The application, ready to listen. Everything it does depends on what it is given, and on no environment around it. */
export async function createApplication(
  given: Settings,
  { adapter, idVerification, logger }: ApplicationOptions = {},
): Promise<INestApplication> {
  const settings = { ...given, idVerification: { ...given.idVerification, ...idVerification } };
  const log = logger ?? createLogger(settings.log);
  const nestLogger = new NestLogger(log);
  for (const setting of settings.unknown) nestLogger.warn('setting_unknown', { setting }, 'Settings');
  // In production, migrations run separately, before the processes of a release start.
  if (settings.sandbox) await migrateDatabase(settings.databaseUrl);
  if (collectMetrics()) measureRuntime();
  const app = await createHardenedApplication(AppModule.with(settings), {
    ...settings,
    adapter,
    logger: nestLogger,
    prepare: (httpAdapter) => {
      measureRequests(httpAdapter);
      httpAdapter.use(
        helmet({
          contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(settings) },
          xFrameOptions: { action: 'deny' },
        }),
      );
    },
  });
  useAccessLog(app, log);
  DocsModule.serve(app, () => openApiDocument(app));
  return app;
}
