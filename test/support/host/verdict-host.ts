import { Injectable, type INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  IdVerificationService,
  OnVerificationOutcome,
  type IdVerificationModuleOptions,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { clockedHost } from './clocked-host.js';
import { compileHost, type HostModuleSettings } from './host-module.js';
import type { VerdictClock } from '../clock/verdict-clock.js';
import { StatementLog, type LevelledLog } from './verdict-log.js';

/** The application's own code: it records its outcomes. */
@Injectable()
export class OutcomeRecorder {
  readonly outcomes: VerificationOutcome[] = [];

  @OnVerificationOutcome('all', { name: 'recorder' })
  record(outcome: VerificationOutcome): void {
    this.outcomes.push(outcome);
  }
}

export interface HostSettings extends Omit<HostModuleSettings, 'clock' | 'log' | 'statements'> {
  readonly on?: 'express' | 'fastify';
  /** What the host does with its application before it starts. */
  readonly prepare?: (app: INestApplication) => void;
  readonly port?: number;
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
  const { also = {} } = settings;
  const module = await compileHost(databaseUrl, options, {
    ...settings,
    clock,
    log,
    statements,
    random: settings.random ?? (() => 1),
    also: { ...also, providers: [OutcomeRecorder, ...(also.providers ?? [])] },
  });
  const app: INestApplication =
    settings.on === 'fastify'
      ? module.createNestApplication(new FastifyAdapter(), { logger: log })
      : module.createNestApplication({ logger: log });
  settings.prepare?.(app);
  const clocked = clockedHost(app, options.workers?.enabled === false ? 'serving' : 'working');
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
