import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HandDelivery, HandVerification, Onboarding } from '../hand-written/entities.mjs';
import { guaranteedIntegration } from '../hand-written/guaranteed.mjs';
import { plainIntegration } from '../hand-written/plain.mjs';
import { quantile } from './figures.mjs';
import { fromCheckout } from './from-checkout.mjs';

/*
 * An application on Express and TypeORM with the library or a hand-written integration. A round initializes verifications,
 * lets each user pass at the emulator, and waits until the application's own handler was called.
 */
const settings = JSON.parse(process.argv[2]);
const require = fromCheckout(settings.checkout);
const { NestFactory } = require('@nestjs/core');
const { TypeOrmModule } = require('@nestjs/typeorm');
const { DataSource } = require('typeorm');
const { Client } = require('pg');

let statements = 0;
const { query } = Client.prototype;
Client.prototype.query = function (statement, ...rest) {
  if (typeof (statement?.text ?? statement) === 'string') statements += 1;
  return query.call(this, statement, ...rest);
};

const CALLBACK_PATH = '/callback';
const callbackUrl = `https://bench.example${CALLBACK_PATH}`;
const waiting = new Map();
const onApproved = (merchantBizId) => waiting.get(merchantBizId)?.();

async function openDataSource(options) {
  const dataSource = await new DataSource(options).initialize();
  if (settings.kind === 'library') {
    await require('nestjs-id-verification').migrateIdVerification(dataSource);
    await dataSource.query(
      'CREATE TABLE onboarding (id uuid PRIMARY KEY, approved boolean NOT NULL DEFAULT false)',
    );
  } else await dataSource.synchronize();
  return dataSource;
}

function database(entities) {
  return TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'postgres',
      url: settings.databaseUrl,
      autoLoadEntities: true,
      entities,
      poolSize: 20,
      extra: { application_name: settings.name },
    }),
    dataSourceFactory: openDataSource,
  });
}

/** A module without a class of its own. */
const applicationModule = (metadata) => ({ module: function ApplicationModule() {}, ...metadata });

async function libraryApplication() {
  const {
    IdVerificationModule,
    IdVerificationService,
    OnVerificationOutcome,
  } = require('nestjs-id-verification');
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
  const module = applicationModule({
    imports: [
      database([]),
      IdVerificationModule.forRoot({
        credentials: { accessKeyId: 'bench', accessKeySecret: 'bench' },
        endpoint: settings.vendorUrl,
        sandbox: true,
        rateLimit: false,
        hashKeys: [{ id: 'bench', secret: 'key-of-a-bench-0123456789abcdefgh' }],
        callback: {
          url: callbackUrl,
          keys: [{ id: 'bench', secret: 'key-of-a-callback-0123456789abcdef' }],
        },
        callbackPath: CALLBACK_PATH,
        ...settings.options,
      }),
    ],
    providers: [Handlers],
  });
  const app = await NestFactory.create(module, { logger: ['error'] });
  await app.listen(settings.port, '127.0.0.1');
  const service = app.get(IdVerificationService);
  return { app, initialize: (request, metadata) => service.initialize(request, { metadata }) };
}

async function handApplication() {
  const imports = [database([HandVerification, HandDelivery, Onboarding])];
  const app = await NestFactory.create(applicationModule({ imports }), { logger: ['error'] });
  const integrate = settings.kind === 'plain' ? plainIntegration : guaranteedIntegration;
  const integration = integrate(app.get(DataSource), {
    vendorUrl: settings.vendorUrl,
    callbackUrl,
    onApproved,
  });
  app.use(CALLBACK_PATH, async (request, response) => {
    await integration.onCallback(request.query.callbackToken);
    response.send('OK');
  });
  await app.listen(settings.port, '127.0.0.1');
  return { app, initialize: integration.initialize };
}

const { app, initialize } = await (settings.kind === 'library' ? libraryApplication() : handApplication());
const dataSource = app.get(DataSource);

let passing = [];
/** Lets a user pass at the emulator, together with others of the same turn. */
function pass(transactionId) {
  if (passing.length === 0) {
    setImmediate(() => {
      process.send({ finish: passing });
      passing = [];
    });
  }
  passing.push(transactionId);
}

const metaInfo = JSON.stringify({
  zimVer: '3.0.0',
  appVersion: '1',
  bioMetaInfo: '4.1.0:11501568,0',
  deviceType: 'ios',
  osVersion: 'iOS 10.3.2',
  deviceModel: 'iPhone9,1',
});

async function verify(onboardingId) {
  const merchantBizId = randomUUID().replaceAll('-', '');
  const approved = new Promise((resolve) => waiting.set(merchantBizId, resolve));
  const request = {
    productCode: 'FACE_LIVENESS',
    sceneCode: 'bench',
    merchantBizId,
    merchantUserId: `user-${merchantBizId}`,
    metaInfo,
    securityLevel: '02',
  };
  const { transactionId } = await initialize(request, { onboardingId });
  const startedAt = performance.now();
  pass(transactionId);
  await approved;
  waiting.delete(merchantBizId);
  return performance.now() - startedAt;
}

async function round({ count, inFlight }) {
  const ids = Array.from({ length: count }, () => randomUUID());
  await dataSource.query('INSERT INTO onboarding (id) SELECT unnest($1::uuid[])', [ids]);
  const verdictMs = [];
  const left = [...ids];
  const before = statements;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left.length > 0) verdictMs.push(await verify(left.pop()));
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  // The handler of the last verification has returned, its commit may not have.
  await dataSource.query('SELECT pg_sleep(0.05)');
  const { user, system } = process.cpuUsage(cpu);
  const perVerification = (statements - before - 1) / count;
  const [{ approved }] = await dataSource.query(
    'SELECT count(*)::int AS approved FROM onboarding WHERE approved AND id = ANY($1)',
    [ids],
  );
  if (approved !== count) throw new Error(`${count - approved} of ${count} are not approved`);
  return {
    perSecond: count / seconds,
    nodeMs: (user + system) / 1_000 / count,
    statements: perVerification,
    verdictMs: quantile(verdictMs, 0.5),
  };
}

/** What the process does by itself, for one minute. */
async function idle(seconds) {
  const before = statements;
  const cpu = process.cpuUsage();
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const perMinute = 60 / seconds;
  return {
    statements: (statements - before) * perMinute,
    nodeMs: ((user + system) / 1_000) * perMinute,
  };
}

process.on('message', async (message) => {
  if (message.stop) {
    await app.close();
    process.exit(0);
  }
  process.send(await (message.idleSeconds ? idle(message.idleSeconds) : round(message)));
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
