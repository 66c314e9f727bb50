import type { LoggerService, ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ID_VERIFICATION_CLOCK,
  ID_VERIFICATION_RANDOM,
  IdVerificationModule,
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

/** What a host puts into TypeOrmModule so that the library's tables exist before the module reads them. */
export async function migratedDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new Error('a data source needs options');
  const dataSource = await new DataSource(options).initialize();
  await migrateIdVerification(dataSource);
  return dataSource;
}
