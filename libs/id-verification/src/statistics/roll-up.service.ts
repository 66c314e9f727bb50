import { Injectable } from '@nestjs/common';
import type { WorkerTask } from '../runtime/worker-task.js';
import { RollUpStore } from '../storage/roll-up.store.js';

/** The most new hours and the most changed ones that one database transaction counts. */
const BATCH_HOURS = 48;

/** Rolls statistics up, so that they do not take longer the more verifications there are. */
@Injectable()
export class RollUpService implements WorkerTask {
  readonly name = 'roll_up';
  readonly pollIntervalMs = 10 * 60_000;

  constructor(private readonly store: RollUpStore) {}

  async runOnce(): Promise<boolean> {
    return (await this.store.rollUp(BATCH_HOURS)) > 0;
  }
}
