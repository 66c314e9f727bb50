import { Injectable, type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ID_VERIFICATION_CLOCK,
  ID_VERIFICATION_RANDOM,
  IdVerificationModule,
  IdVerificationService,
  OnVerificationOutcome,
  type IdVerificationModuleOptions,
  type IdVerificationStaticOptions,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migratedDataSource } from './library-host.js';
import type { ClockedHost, VerdictClock } from './verdict-clock.js';
import { StatementLog, type LevelledLog } from './verdict-log.js';

/** The connection with LISTEN is always in use. */
const LISTENING = 1;

function connectionsInUse(driver: DataSource['driver']): number {
  const pool = 'master' in driver ? driver.master : undefined;
  return pool instanceof Pool ? pool.totalCount - pool.idleCount : 0;
}

/** The application's own code: it records its outcomes. */
@Injectable()
export class OutcomeRecorder {
  readonly outcomes: VerificationOutcome[] = [];

  @OnVerificationOutcome('all', { name: 'recorder' })
  record(outcome: VerificationOutcome): void {
    this.outcomes.push(outcome);
  }
}

export interface HostSettings {
  readonly on?: 'express' | 'fastify';
  readonly by?: 'forRoot' | 'forRootAsync';
  readonly static?: IdVerificationStaticOptions;
  /** Further modules, providers and controllers. */
  readonly also?: ModuleMetadata;
  /** What the host does with its application before it starts. */
  readonly prepare?: (app: INestApplication) => void;
  readonly port?: number;
  readonly poolSize?: number;
  /** In place of the one that connects and migrates. */
  readonly dataSource?: (options?: DataSourceOptions) => Promise<DataSource>;
}

export interface VerdictHost {
  readonly app: INestApplication;
  readonly service: IdVerificationService;
  readonly dataSource: DataSource;
  readonly statements: StatementLog;
  readonly outcomes: readonly VerificationOutcome[];
  readonly origin: string;
  close(): Promise<void>;
}

export interface HostPlace {
  readonly databaseUrl: string;
  readonly clock: VerdictClock;
  readonly log: LevelledLog;
}

/** A Nest application that listens, with the module and one outcome handler, all on the test's clock. */
export async function startVerdictHost(
  { databaseUrl, clock, log }: HostPlace,
  options: IdVerificationModuleOptions,
  settings: HostSettings = {},
): Promise<VerdictHost> {
  const statements = new StatementLog();
  const { also = {}, poolSize = 10 } = settings;
  const builder = Test.createTestingModule({
    ...also,
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({
          type: 'postgres',
          url: databaseUrl,
          autoLoadEntities: true,
          poolSize,
          retryAttempts: 0,
          logging: true,
          logger: statements,
        }),
        dataSourceFactory: settings.dataSource ?? migratedDataSource,
      }),
      settings.by === 'forRootAsync'
        ? IdVerificationModule.forRootAsync({ ...settings.static, useFactory: async () => options })
        : IdVerificationModule.forRoot({ ...options, ...settings.static }),
      ...(also.imports ?? []),
    ],
    providers: [OutcomeRecorder, ...(also.providers ?? [])],
  });
  builder.overrideProvider(ID_VERIFICATION_CLOCK).useValue(clock);
  builder.overrideProvider(ID_VERIFICATION_RANDOM).useValue(() => 1);
  const module = await builder.setLogger(log).compile();
  const app: INestApplication =
    settings.on === 'fastify'
      ? module.createNestApplication(new FastifyAdapter(), { logger: log })
      : module.createNestApplication({ logger: log });
  settings.prepare?.(app);
  const { driver } = app.get(DataSource);
  const clocked: ClockedHost = {
    kind: options.workers?.enabled === false ? 'serving' : 'working',
    isBusy: () => connectionsInUse(driver) > LISTENING,
  };
  clock.hostStarted(clocked);
  let running = true;
  await app.listen(settings.port ?? 0, '127.0.0.1');
  await clock.idle();
  return {
    app,
    service: app.get(IdVerificationService, { strict: false }),
    dataSource: app.get(DataSource),
    statements,
    outcomes: app.get(OutcomeRecorder).outcomes,
    origin: await app.getUrl(),
    close: async () => {
      if (!running) return;
      running = false;
      clock.hostStopped(clocked);
      await app.close();
    },
  };
}
