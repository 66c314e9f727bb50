import { Injectable } from '@nestjs/common';
import { TelemetryService } from '../../observe/telemetry.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import type { Sql } from '../../storage/sql.js';
import { InitializeStore } from '../../storage/initialize.store.js';

/** Rejects verifications whose Initialize was not retried within the validity time. */
@Injectable()
export class NeverInitializedService implements WorkerTask {
  readonly name = 'reject';

  constructor(
    private readonly store: InitializeStore,
    private readonly telemetry: TelemetryService,
  ) {}

  dueAt(): Sql {
    return this.store.nextRejection();
  }

  async runOnce(): Promise<boolean> {
    this.telemetry.neverStarted(await this.store.rejectNeverInitialized());
    return false;
  }
}
