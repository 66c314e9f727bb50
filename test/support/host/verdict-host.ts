import { Injectable, type INestApplication } from '@nestjs/common';
import {
  OnVerificationOutcome,
  type IdVerificationModuleOptions,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { clockedHost } from './clocked-host.js';
import { serveHost, type ServingHost, type ServingSettings } from './host-module.js';
import type { ClockedHost, VerdictClock } from '../clock/verdict-clock.js';
import { StatementLog, type LevelledLog } from './verdict-log.js';

/** The application's own code: it records its outcomes. */
@Injectable()
class OutcomeRecorder {
  readonly outcomes: VerificationOutcome[] = [];

  @OnVerificationOutcome('all', { name: 'recorder' })
  record(outcome: VerificationOutcome): void {
    this.outcomes.push(outcome);
  }
}

export type HostSettings = Omit<ServingSettings, 'clock' | 'log' | 'statements'>;

export interface VerdictHost extends Omit<ServingHost, 'module'> {
  readonly app: INestApplication;
  readonly statements: StatementLog;
  readonly outcomes: readonly VerificationOutcome[];
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
  { also = {}, prepare, random = () => 1, ...settings }: HostSettings = {},
): Promise<VerdictHost> {
  const statements = new StatementLog();
  let clocked: ClockedHost | undefined;
  const { module: app, ...host } = await serveHost(databaseUrl, options, {
    ...settings,
    clock,
    log,
    statements,
    random,
    also: { ...also, providers: [OutcomeRecorder, ...(also.providers ?? [])] },
    prepare: (created) => {
      prepare?.(created);
      clocked = clockedHost(created, options.workers?.enabled === false ? 'serving' : 'working');
      clock.hostStarted(clocked);
    },
  });
  await clock.idle();
  return {
    ...host,
    app,
    statements,
    outcomes: app.get(OutcomeRecorder).outcomes,
    close: async () => {
      if (clocked === undefined) return;
      clock.hostStopped(clocked);
      clocked = undefined;
      await app.close();
    },
  };
}
