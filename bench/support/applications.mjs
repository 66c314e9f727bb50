import { randomUUID } from 'node:crypto';
import { HandDelivery, HandVerification, Onboarding } from '../hand-written/entities.mjs';
import { guaranteedIntegration } from '../hand-written/guaranteed.mjs';
import { plainIntegration } from '../hand-written/plain.mjs';
import { fromCheckout } from './from-checkout.mjs';

/*
 * The applications that are measured, on Express or Fastify and TypeORM: with the library, with a hand-written
 * integration, or with a route alone.
 */
export const CALLBACK_PATH = '/callback';
export const CALLBACK_KEYS = [{ id: 'bench', secret: 'key-of-a-callback-0123456789abcdef' }];

/** A module without a class of its own. */
const applicationModule = (metadata) => ({ module: function ApplicationModule() {}, ...metadata });

/** A vendor inside the process: everybody passes at once. */
const passingVendor = {
  call: async (operation) => ({
    httpStatus: 200,
    headers: {},
    body: {
      RequestId: randomUUID(),
      Code: 'Success',
      Result:
        operation === 'Initialize'
          ? { TransactionId: `hks${randomUUID().replaceAll('-', '')}`, Protocol: 'p' }
          : { Passed: 'Y', SubCode: '200' },
    },
  }),
  close: async () => undefined,
};

/**
 * @param settings `kind`: `library`, `plain`, `guaranteed` or `bare`; `vendorUrl`, without which the vendor is inside
 *   the process; `port`, without which nothing listens; further `options` of the library
 */
export async function openApplication(settings, onApproved) {
  const require = fromCheckout(settings.checkout);
  const { NestFactory } = require('@nestjs/core');
  const { TypeOrmModule } = require('@nestjs/typeorm');
  const { DataSource } = require('typeorm');
  const isLibrary = settings.kind === 'library';
  const callbackUrl = `https://bench.example${CALLBACK_PATH}`;

  async function openDataSource(options) {
    const dataSource = await new DataSource(options).initialize();
    if (!isLibrary) await dataSource.synchronize();
    else {
      await require('nestjs-id-verification').migrateIdVerification(dataSource);
      await dataSource.query(
        'CREATE TABLE IF NOT EXISTS onboarding (id uuid PRIMARY KEY, approved boolean NOT NULL DEFAULT false)',
      );
    }
    return dataSource;
  }
  const database = TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'postgres',
      url: settings.databaseUrl,
      autoLoadEntities: true,
      entities: isLibrary ? [] : [HandVerification, HandDelivery, Onboarding],
      poolSize: settings.poolSize ?? 20,
      // The CPU of a session that ends is lost.
      extra: { application_name: settings.name, idleTimeoutMillis: 0 },
    }),
    dataSourceFactory: openDataSource,
  });

  function libraryModule() {
    const { IdVerificationModule, OnVerificationOutcome } = require('nestjs-id-verification');
    class Handlers {
      async approve(outcome, manager) {
        await manager.query('UPDATE onboarding SET approved = true WHERE id = $1', [
          outcome.metadata.onboardingId,
        ]);
        onApproved(outcome.merchantBizId);
      }
    }
    const { prototype } = Handlers;
    OnVerificationOutcome('passed', { name: 'approve-onboarding' })(
      prototype,
      'approve',
      Object.getOwnPropertyDescriptor(prototype, 'approve'),
    );
    const { vendorUrl } = settings;
    const library = IdVerificationModule.forRoot({
      credentials: { accessKeyId: 'bench', accessKeySecret: 'bench' },
      ...(vendorUrl ? { endpoint: vendorUrl, sandbox: true } : { client: passingVendor }),
      rateLimit: false,
      hashKeys: [{ id: 'bench', secret: 'key-of-a-bench-0123456789abcdefgh' }],
      callback: { url: callbackUrl, keys: CALLBACK_KEYS },
      callbackPath: CALLBACK_PATH,
      ...settings.options,
    });
    return applicationModule({ imports: [database, library], providers: [Handlers] });
  }

  const module = isLibrary ? libraryModule() : applicationModule({ imports: [database] });
  const adapter = settings.platform === 'fastify' ? fastifyAdapter(require) : undefined;
  const app = await NestFactory.create(module, ...(adapter ? [adapter] : []), { logger: ['error'] });
  const dataSource = app.get(DataSource);
  let initialize;
  if (isLibrary) {
    const service = app.get(require('nestjs-id-verification').IdVerificationService);
    initialize = (request, metadata) => service.initialize(request, { metadata });
  } else if (settings.kind === 'bare') {
    const http = app.getHttpAdapter();
    http.get(CALLBACK_PATH, (_request, response) => http.reply(response, 'OK', 200));
  } else {
    const integrate = settings.kind === 'plain' ? plainIntegration : guaranteedIntegration;
    const integration = integrate(dataSource, { vendorUrl: settings.vendorUrl, callbackUrl, onApproved });
    app.use(CALLBACK_PATH, async (request, response) => {
      await integration.onCallback(request.query.callbackToken);
      response.send('OK');
    });
    initialize = integration.initialize;
  }
  await (settings.port ? app.listen(settings.port, '127.0.0.1') : app.init());
  return { app, dataSource, initialize };
}

function fastifyAdapter(require) {
  const { FastifyAdapter } = require('@nestjs/platform-fastify');
  return new FastifyAdapter();
}
