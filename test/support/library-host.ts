import type { LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ID_VERIFICATION_CLOCK,
  IdVerificationModule,
  IdVerificationService,
  migrateIdVerification,
  type Clock,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { DataSource, type DataSourceOptions } from 'typeorm';

export const ACCESS_KEY = { id: 'LTAI-test', secret: 'test-secret' };

export const HASH_KEY = { id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' };

/** Nothing stands between a call and the vendor: each call goes out at once, and once. */
export const UNGUARDED = { rateLimit: false, retry: false, circuitBreaker: false } as const;

/** Options that talk to an emulator. Nothing works by itself, so that a test alone decides what happens when. */
export function emulatorOptions(endpoint: string): IdVerificationModuleOptions {
  return {
    ...UNGUARDED,
    workers: { enabled: false },
    credentials: { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret },
    hashKeys: [HASH_KEY],
    endpoint,
    sandbox: true,
  };
}

export interface LibraryHost {
  readonly service: IdVerificationService;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** A Nest application that has the module and nothing else, on a migrated database. */
export async function startLibraryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  { clock, log, poolSize = 20 }: { clock?: Clock; log?: LoggerService; poolSize?: number } = {},
): Promise<LibraryHost> {
  const builder = Test.createTestingModule({
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({ type: 'postgres', url: databaseUrl, autoLoadEntities: true, poolSize }),
        dataSourceFactory: migratedDataSource,
      }),
      IdVerificationModule.forRoot(options),
    ],
  });
  if (clock !== undefined) builder.overrideProvider(ID_VERIFICATION_CLOCK).useValue(clock);
  if (log !== undefined) builder.setLogger(log);
  const module = await builder.compile();
  await module.init();
  return {
    service: module.get(IdVerificationService),
    dataSource: module.get(DataSource),
    close: () => module.close(),
  };
}

/** What a host puts into TypeOrmModule so that the library's tables are there before anything asks for them. */
export async function migratedDataSource(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new Error('a data source needs options');
  const dataSource = await new DataSource(options).initialize();
  await migrateIdVerification(dataSource);
  return dataSource;
}
