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
 * Leads due verifications to their end, in any number of processes at once: rows are claimed under leases, so that
 * each is checked by one of them. A row is the job; there is no second queue to keep in step.
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

  /** Checks what is due now, as much as one batch holds and the rate limit leaves. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    this.telemetry.neverStarted(await this.store.rejectNeverInitialized());
    const due = await this.store.countDue(this.options.workers.batchSize);
    // Before rows are claimed: a row that waited for its permit under a lease could not be checked by another process.
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

/** The kind of a failure; its message might hold anything. */
function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : typeof reason;
}
