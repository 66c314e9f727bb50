import type { INestApplication } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DueChecksService } from '../../../libs/id-verification/dist/steps/verdict/due-checks.service.js';
import type { ClockedHost } from '../clock/verdict-clock.js';

/** The connection with LISTEN is always in use. */
const LISTENING = 1;

/** An application of the module, as its clock sees it. */
export function clockedHost(app: INestApplication, kind: ClockedHost['kind']): ClockedHost {
  const { driver } = app.get(DataSource);
  // Checks of callbacks run outside the loops.
  const checks = app.get(DueChecksService, { strict: false });
  return { kind, isBusy: () => connectionsInUse(driver) > LISTENING || checks['inUse'] > 0 };
}

function connectionsInUse(driver: DataSource['driver']): number {
  const pool = 'master' in driver ? driver.master : undefined;
  return pool instanceof Pool ? pool.totalCount - pool.idleCount : 0;
}
