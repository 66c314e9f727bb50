import { Inject, Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { ErasureStore } from '../../storage/erasure.store.js';
import { HistoryStore } from '../../storage/history.store.js';

/** The number of verifications that one statement deletes. */
const BATCH = 500;

/** Deletes verifications after their retention period. */
@Injectable()
export class PurgeService implements WorkerTask {
  readonly name = 'purge';
  readonly pollIntervalMs = 60 * 60_000;
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly store: ErasureStore,
    private readonly history: HistoryStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Deletes one batch of each kind of retention, and of the events of operators. */
  async runOnce(): Promise<boolean> {
    const byOption = await this.store.purge({ days: this.options.retentionDays }, BATCH);
    const byThemselves = await this.store.purge('own', BATCH);
    const operatorEvents = await this.history.purge(this.options.operatorEventRetentionDays, BATCH);
    const verifications = byOption + byThemselves;
    if (verifications > 0) this.logger.log(logLine('purged', { verifications }));
    return [byOption, byThemselves, operatorEvents].includes(BATCH);
  }
}
