import { Inject, Injectable, Logger } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { TenantPausesService } from '../../resilience/tenant-pauses.service.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import type { CheckReservation, CheckStarter } from '../../runtime/started-work.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { newLease, type Lease } from '../../storage/lease.js';
import type { Sql } from '../../storage/sql.js';
import { VerdictStore, type ClaimedVerification } from '../../storage/verdict.store.js';
import { VerdictService } from './verdict.service.js';

/**
 * Checks due verifications, in any number of processes: each claims rows under leases, so that a row is checked by one
 * process at a time. The verification row is the job; there is no separate queue.
 */
@Injectable()
export class DueChecksService implements WorkerTask, CheckStarter {
  readonly name = 'check';
  private readonly logger = new Logger(LOG_CONTEXT);
  /** Aborted when the worker stops; undefined before its first run. */
  private stopping: AbortSignal | undefined;
  /** The number of checks that run or are reserved, at most one batch. */
  private inUse = 0;
  /** Whether {@link runOnce} checks rows. */
  private isBusy = false;
  /** Whether {@link runOnce} left due rows because all checks were in use. */
  private isStarved = false;

  constructor(
    private readonly store: VerdictStore,
    private readonly verdict: VerdictService,
    private readonly calls: ResilientClient,
    private readonly notifier: WorkerNotifierService,
    private readonly pauses: TenantPausesService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  dueAt(): Sql {
    return this.store.nextCheck();
  }

  private get isRunning(): boolean {
    return this.options.workers.enabled && this.stopping?.aborted === false;
  }

  private get free(): number {
    return this.options.workers.batchSize - this.inUse;
  }

  get isIdle(): boolean {
    return this.isRunning && !this.isBusy;
  }

  reserve(most: number): CheckReservation {
    const count = this.isRunning ? (this.calls.allowedWithoutPermits(Math.min(most, this.free)) ?? 0) : 0;
    const lease = newLease(this.options.deadlineMs);
    this.inUse += count;
    const begin = async (claimed: readonly ClaimedVerification[]): Promise<void> => {
      this.inUse -= count - claimed.length;
      await this.check(claimed, lease).catch((reason: unknown) =>
        this.logger.error(logLine('check_failed', { reason: reasonOf(reason) })),
      );
      if (this.isStarved) this.notifier.notify(this.name);
    };
    return { lease, most: count, begin: (claimed) => void begin(claimed) };
  }

  /** Checks due verifications, at most one batch and as many as the rate limit has spare permits for. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    this.stopping = stopping;
    const { free } = this;
    this.isStarved = free === 0;
    if (this.isStarved) return false;
    this.isBusy = true;
    return this.checkDue(free, stopping).finally(() => (this.isBusy = false));
  }

  private async checkDue(free: number, stopping: AbortSignal): Promise<boolean> {
    const permits = this.calls.allowedWithoutPermits(free) ?? (await this.permits(free, stopping));
    if (permits === 0 || stopping.aborted) return false;
    // Callbacks may have reserved some since.
    const most = Math.min(permits, this.free);
    this.isStarved = most === 0;
    if (this.isStarved) return false;
    const lease = newLease(this.options.deadlineMs);
    const claimed = await this.claim(most, lease);
    await this.check(claimed, lease);
    return permits === free && claimed.length === most;
  }

  private async claim(most: number, lease: Lease): Promise<readonly ClaimedVerification[]> {
    this.inUse += most;
    let claimed: readonly ClaimedVerification[] = [];
    try {
      claimed = await this.store.claimDue(most, lease, this.pauses.of(CHECK_RESULT.name));
      return claimed;
    } finally {
      this.inUse -= most - claimed.length;
    }
  }

  /** Permits are acquired before rows are claimed: another process cannot check a row that waits under a lease. */
  private async permits(most: number, stopping: AbortSignal): Promise<number> {
    const due = await this.store.countDue(most);
    return this.calls.acquireSparePermits(CHECK_RESULT.name, due, stopping);
  }

  /** @throws the failure of one of the checks, whose results could not be stored, after all have ended */
  private async check(claimed: readonly ClaimedVerification[], lease: Lease): Promise<void> {
    const checked = await Promise.allSettled(
      claimed.map(async (row) => {
        const checking = this.verdict.check(row, lease, { background: true });
        const { error } = await checking.finally(() => (this.inUse -= 1));
        if (error !== undefined) this.pauses.pause(CHECK_RESULT.name, row.tenant, error);
      }),
    );
    const failure = checked.find((one) => one.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }
}

/** The class of an error; its message may contain personal data. */
function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : typeof reason;
}
