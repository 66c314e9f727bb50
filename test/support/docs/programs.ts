import { strict as assert } from 'node:assert';
import {
  createParamDecorator,
  Module,
  type DynamicModule,
  type INestApplication,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  getIdVerificationServiceToken,
  IdVerificationModule,
  IdVerificationService,
  migrateIdVerification,
  newMerchantBizId,
  type IdVerificationModuleOptions,
  type InitializedVerification,
} from 'nestjs-id-verification';
import { DataSource } from 'typeorm';

// It runs code blocks of the documentation, word for word, in a project that has them compiled in its folder `blocks`.
// It compiles as CommonJS and as ES module, with the options of `nest new`.

const { DATABASE_URL: url = '', PORT: port = '' } = process.env;
const address = `http://127.0.0.1:${port}`;
const START = {
  productCode: 'FACE_LIVENESS',
  merchantUserId: 'customer-1',
  metaInfo: '{"deviceType":"h5"}',
} as const;

const withDatabase = () =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({ type: 'postgres', url, autoLoadEntities: true }),
    dataSourceFactory: async (given) => {
      const dataSource = await new DataSource(given!).initialize();
      await migrateIdVerification(dataSource);
      return dataSource;
    },
  });

/** What the blocks export. */
interface Exports {
  readonly AppModule: Type;
  readonly Onboarding: Type<
    Record<'start' | 'initialize', (...request: string[]) => Promise<InitializedVerification>>
  >;
  readonly VerificationsController: Type;
  readonly HealthController: Type;
  readonly idVerification: DynamicModule;
  readonly pages: DynamicModule;
  readonly database: DynamicModule;
  readonly filter: Provider;
  readonly emulator: CloudauthEmulator;
  readonly product: Partial<IdVerificationModuleOptions>;
  readonly privacy: Partial<IdVerificationModuleOptions>;
  readonly migrate: () => Promise<unknown>;
  readonly runVerificationWork: (verifications: IdVerificationService) => Promise<void>;
}

const serviceOf = (app: INestApplication, name?: string): IdVerificationService =>
  app.get(getIdVerificationServiceToken(name), { strict: false });

class Sandbox {
  constructor(
    readonly emulator: CloudauthEmulator,
    readonly options: IdVerificationModuleOptions,
  ) {}

  static async start(): Promise<Sandbox> {
    const emulator = await CloudauthEmulator.start({
      accessKeys: [{ id: 'test-id', secret: 'test-secret' }],
      products: ['FACE_LIVENESS', 'FACE_LIVENESS_PRO'],
      forwardTo: address,
    });
    const sandbox = { endpoint: emulator.url, sandbox: true };
    // Blocks have the options of production; a README says which others an emulator needs.
    const { forRootAsync } = IdVerificationModule;
    IdVerificationModule.forRootAsync = (given) => {
      const useFactory = async (...injected: unknown[]) => ({
        ...(await given.useFactory!(...injected)),
        ...sandbox,
      });
      return forRootAsync.call(IdVerificationModule, { ...given, useFactory });
    };
    return new Sandbox(emulator, {
      credentials: { accessKeyId: 'test-id', accessKeySecret: 'test-secret' },
      hashKeys: [{ id: '2026', secret: 'a-secret-of-32-characters-or-more' }],
      ...sandbox,
    });
  }

  /** Starts a host. */
  async boot(module: ModuleMetadata): Promise<INestApplication> {
    @Module(module)
    class Host {}
    const app = await NestFactory.create(Host, { logger: ['error', 'fatal'], abortOnError: false });
    await app.listen(port, '127.0.0.1');
    return app;
  }

  /** The library with these options beside those of the sandbox, and its database. */
  library(options: Partial<IdVerificationModuleOptions> = {}): DynamicModule[] {
    return [withDatabase(), IdVerificationModule.forRoot({ ...this.options, ...options, isGlobal: true })];
  }

  /** Passes a verification as its user would, and has its outcome read. */
  async pass(service: IdVerificationService, started?: InitializedVerification): Promise<void> {
    const { merchantBizId, transactionId } =
      started ?? (await service.initialize({ ...START, merchantBizId: newMerchantBizId() }));
    this.emulator.finish(transactionId, { passed: 'Y' });
    const { status } = await service.check(merchantBizId);
    assert.equal(status, 'PASSED');
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A table of the host, with one row that waits for the outcome of its verification. */
async function waitingRow(app: INestApplication, table: string, column: string, id = 'one') {
  const dataSource = app.get(DataSource);
  await dataSource.query(`CREATE TABLE ${table} (id text, verification text, ${column} boolean)`);
  await dataSource.query(`INSERT INTO ${table} VALUES ($1, $1, false)`, [id]);
  return () =>
    until(async () => (await dataSource.query(`SELECT FROM ${table} WHERE ${column}`)).length === 1);
}

/** What to do with the blocks that a program names in its key. */
export const PROGRAMS: Readonly<Record<string, (sandbox: Sandbox, ...blocks: Exports[]) => Promise<void>>> = {
  'README-1 README-2': async (sandbox, { AppModule }, { Onboarding }) => {
    const app = await sandbox.boot({ imports: [AppModule], providers: [Onboarding] });
    const approved = await waitingRow(app, 'onboarding', 'approved');
    const started = await app.get(Onboarding).start('customer-1', START.metaInfo, 'one');
    await sandbox.pass(serviceOf(app), started);
    await approved();
  },
  'libs-id-verification-README-1 libs-id-verification-README-2 libs-id-verification-README-3': async (
    sandbox,
    { AppModule },
    { Onboarding },
    { filter },
  ) => {
    const app = await sandbox.boot({ imports: [AppModule], providers: [Onboarding, filter] });
    const verified = await waitingRow(app, 'customer', 'verified');
    const started = await app.get(Onboarding).initialize('one', START.metaInfo);
    await sandbox.pass(serviceOf(app), started);
    await verified();
  },
  'libs-id-verification-README-4': async (sandbox, { emulator, idVerification }) => {
    const app = await sandbox.boot({ imports: [withDatabase(), idVerification] });
    await new Sandbox(emulator, sandbox.options).pass(serviceOf(app));
  },
  'docs-guide-1': async (sandbox, { product }) => {
    const app = await sandbox.boot({ imports: sandbox.library(product) });
    const request = { ...START, productCode: 'FACE_LIVENESS_PRO', merchantBizId: newMerchantBizId() };
    await sandbox.pass(serviceOf(app), await serviceOf(app).initialize(request));
  },
  'docs-guide-2': async (sandbox, { Onboarding }) => {
    const app = await sandbox.boot({ imports: sandbox.library(), providers: [Onboarding] });
    const merchantBizId = newMerchantBizId();
    const approved = await waitingRow(app, 'onboarding', 'approved', merchantBizId);
    await sandbox.pass(serviceOf(app), await serviceOf(app).initialize({ ...START, merchantBizId }));
    await approved();
  },
  'docs-guide-3': async (sandbox, { migrate, database }) => {
    await migrate();
    await sandbox.boot({ imports: [database, IdVerificationModule.forRoot(sandbox.options)] });
  },
  'docs-guide-4': async (sandbox, { idVerification }) => {
    const app = await sandbox.boot({ imports: [withDatabase(), idVerification] });
    await sandbox.pass(serviceOf(app));
    await until(async () => uploaded.length >= 2);
  },
  'docs-guides-privacy-1': async (sandbox, { privacy }) => {
    const app = await sandbox.boot({ imports: sandbox.library(privacy) });
    await sandbox.pass(serviceOf(app));
  },
  'docs-guides-serverless-1': async (sandbox, { runVerificationWork }) => {
    const app = await sandbox.boot({ imports: sandbox.library({ workers: { enabled: false } }) });
    await runVerificationWork(serviceOf(app));
  },
  'docs-guides-several-accounts-1': async (sandbox, { AppModule }) => {
    const app = await sandbox.boot({ imports: [withDatabase(), AppModule] });
    await sandbox.pass(serviceOf(app));
    await sandbox.pass(serviceOf(app, 'back-office'));
  },
  'docs-guides-several-accounts-2': async (sandbox, { idVerification, VerificationsController }) => {
    const imports = [withDatabase(), idVerification];
    const app = await sandbox.boot({ imports, controllers: [VerificationsController] });
    const body = JSON.stringify({ ...START, merchantBizId: newMerchantBizId() });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${address}/verifications`, { method: 'POST', headers, body });
    const started = (await response.json()) as InitializedVerification;
    await sandbox.pass(serviceOf(app), started);
    assert.equal((await fetch(`${address}/verifications/${started.merchantBizId}`)).status, 200);
    assert.equal((await serviceOf(app).get(started.merchantBizId)).tenant, 'acme');
  },
  'docs-operations-1': async (sandbox, { HealthController }) => {
    const imports = [...sandbox.library(), TerminusModule];
    await sandbox.boot({ imports, controllers: [HealthController] });
    assert.equal((await fetch(`${address}/health/ready`)).status, 200);
  },
  'libs-id-verification-console-README-1': async (sandbox, { AppModule }) => {
    await sandbox.boot({ imports: [withDatabase(), AppModule] });
    assert.equal((await fetch(`${address}/operations`)).status, 200);
  },
  'libs-id-verification-console-README-2': async (sandbox, { pages }) => {
    await sandbox.boot({ imports: [...sandbox.library(), pages] });
    assert.match(await (await fetch(address)).text(), /Example Bank/);
  },
};

/** What blocks take from their host, and declare. */
const uploaded: string[] = [];
function declareFor({ options }: Sandbox): void {
  Object.assign(globalThis, {
    options: { ...options, evidence: 'always' },
    optionsOfTheOtherAccount: options,
    upload: async (key: string) => void uploaded.push(key),
    Tenant: createParamDecorator(() => 'acme'),
    secrets: { read: async () => ({ accountId: 'acme', keyId: 'test-id', keySecret: 'test-secret' }) },
    OperatorGuard: class {
      canActivate = () => true;
    },
  });
}

/** Runs one of the programs; its blocks are given by their files. */
export async function main(files: readonly string[]): Promise<void> {
  const sandbox = await Sandbox.start();
  declareFor(sandbox);
  const blocks: Exports[] = [];
  for (const file of files) {
    const path = `./blocks/${file}`;
    blocks.push((await import(path)) as Exports);
  }
  const program = PROGRAMS[files.map((file) => file.replace(/\.m?js$/, '')).join(' ')];
  await program!(sandbox, ...blocks);
  process.stdout.write('The program has ended.\n');
  process.exit();
}
