import type {
  INestApplication,
  INestApplicationContext,
  LoggerService,
  ModuleMetadata,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ID_VERIFICATION_CLOCK,
  ID_VERIFICATION_RANDOM,
  IdVerificationModule,
  IdVerificationService,
  migrateIdVerification,
  type Clock,
  type IdVerificationModuleOptions,
  type IdVerificationStaticOptions,
} from 'nestjs-id-verification';
import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';

/** What one host of the tests has in place of the usual. */
export interface HostModuleSettings {
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  readonly log?: LoggerService | undefined;
  readonly by?: 'forRoot' | 'forRootAsync' | undefined;
  readonly static?: IdVerificationStaticOptions | undefined;
  /** Further modules, providers and controllers. */
  readonly also?: ModuleMetadata | undefined;
  readonly poolSize?: number | undefined;
  /** Gets every statement. */
  readonly statements?: Logger | undefined;
  /** In place of the one that connects. */
  readonly dataSource?: ((options?: DataSourceOptions) => Promise<DataSource>) | undefined;
}

/** A host application with the module on a migrated database: compiled, not initialized. */
export async function compileHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  settings: HostModuleSettings = {},
): Promise<TestingModule> {
  const { clock, random, log, also = {}, poolSize = 4, statements } = settings;
  const builder = Test.createTestingModule({
    ...also,
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({
          type: 'postgres',
          url: databaseUrl,
          autoLoadEntities: true,
          poolSize,
          // As the guide says: a connection that gets no answer would keep the application from closing.
          connectTimeoutMS: 5_000,
          retryAttempts: 0,
          ...(statements !== undefined && { logging: true, logger: statements }),
        }),
        ...(settings.dataSource !== undefined && { dataSourceFactory: settings.dataSource }),
      }),
      settings.by === 'forRootAsync'
        ? IdVerificationModule.forRootAsync({ ...settings.static, useFactory: async () => options })
        : IdVerificationModule.forRoot({ ...options, ...settings.static }),
      ...(also.imports ?? []),
    ],
  });
  if (clock !== undefined) builder.overrideProvider(ID_VERIFICATION_CLOCK).useValue(clock);
  if (random !== undefined) builder.overrideProvider(ID_VERIFICATION_RANDOM).useValue(random);
  if (log !== undefined) builder.setLogger(log);
  return builder.compile();
}

/** An application with the module, on a migrated database. Several of them in one test stand for as many processes. */
export interface Host {
  readonly service: IdVerificationService;
  readonly dataSource: DataSource;
  /** For a provider that the module does not export. */
  readonly module: INestApplicationContext;
  close(): Promise<void>;
}

/** A host without HTTP. */
export async function startHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  settings?: HostModuleSettings,
): Promise<Host> {
  const module = await compileHost(databaseUrl, options, settings);
  try {
    await module.init();
  } catch (error) {
    await module.get(DataSource).destroy();
    throw error;
  }
  return hostOf(module);
}

/** How a host serves HTTP. */
export interface ServingSettings extends HostModuleSettings {
  readonly on?: 'express' | 'fastify' | undefined;
  /** What the host does with its application before it starts. */
  readonly prepare?: ((app: INestApplication) => void) | undefined;
  readonly port?: number | undefined;
}

export interface ServingHost extends Host {
  readonly module: INestApplication;
  readonly origin: string;
}

/** A host that serves HTTP on the loopback interface. */
export async function serveHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  { on = 'express', prepare, port = 0, ...settings }: ServingSettings = {},
): Promise<ServingHost> {
  const module = await compileHost(databaseUrl, options, settings);
  const { log } = settings;
  const app = module.createNestApplication<INestApplication>(
    on === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
    log && { logger: log },
  );
  prepare?.(app);
  await app.listen(port, '127.0.0.1');
  return { ...hostOf(app), module: app, origin: await app.getUrl() };
}

function hostOf(module: INestApplicationContext): Host {
  return {
    module,
    service: module.get(IdVerificationService, { strict: false }),
    dataSource: module.get(DataSource),
    close: () => module.close(),
  };
}

/** What a host puts into TypeOrmModule so that the library's tables exist before the module reads them. */
export async function migratedDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new Error('a data source needs options');
  const dataSource = await new DataSource(options).initialize();
  await migrateIdVerification(dataSource);
  return dataSource;
}
