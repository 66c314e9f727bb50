import { Inject, Injectable, Logger } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { VerdictStore } from '../../storage/verdict.store.js';
import { VerdictService } from './verdict.service.js';

/**
 * Checks due verifications, in any number of processes: each claims rows under leases, so that a row is checked by one
 * process at a time. The verification row is the job; there is no separate queue.
 */
@Injectable()
export class DueChecksService implements WorkerTask {
  readonly name = 'check';
  readonly pollIntervalMs: number;
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly store: VerdictStore,
    private readonly verdict: VerdictService,
    private readonly calls: ResilientClient,
    private readonly telemetry: TelemetryService,
    private readonly notifier: WorkerNotifierService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.pollIntervalMs = options.workers.pollIntervalMs;
  }

  /** Checks due verifications, at most one batch and as many as the rate limit has spare permits for. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    this.telemetry.neverStarted(await this.store.rejectNeverInitialized());
    const due = await this.store.countDue(this.options.workers.batchSize);
    // Permits are acquired before rows are claimed: a row that waits under a lease cannot be checked by another
    // process.
    const permits = await this.calls.acquireSparePermits(CHECK_RESULT.name, due, stopping);
    if (permits === 0 || stopping.aborted) return false;
    const lease = this.verdict.newLease();
    const claimed = await this.store.claimDue(permits, lease);
    const asked = await Promise.allSettled(
      claimed.map((row) => this.verdict.check(row, lease, { background: true })),
    );
    for (const one of asked) {
      if (one.status === 'rejected')
        this.logger.error(logLine('check_failed', { reason: reasonOf(one.reason) }));
    }
    if (claimed.length > 0) this.notifier.notify('deliver');
    return claimed.length === this.options.workers.batchSize;
  }
}

/** The class of an error; its message may contain personal data. */
function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : typeof reason;
}
