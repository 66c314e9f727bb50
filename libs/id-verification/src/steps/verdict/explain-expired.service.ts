import { Injectable, Logger, Inject } from '@nestjs/common';
import { dropOffPage, dropOffReason } from '../../contract/drop-off-reason.js';
import { CHECK_VERIFY_LOG } from '../../contract/operations/index.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { errorFields, LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { rejectedForMs } from '../../resilience/retry-rule.js';
import { TenantPausesService } from '../../resilience/tenant-pauses.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { FollowUpStore, type ClaimedFollowUp } from '../../storage/follow-up.store.js';
import type { Sql } from '../../storage/sql.js';
import { newLease } from '../../storage/lease.js';
import { ID_VERIFICATION_RANDOM, type Random } from '../../time/clock.js';
import { AccountsService } from '../../vendor/accounts.service.js';
import { followUpRetryMs, mayBeExplained } from './follow-up.js';

/** Reads the vendor's log 30 minutes after the expiry, for the reason why the user did not finish. */
@Injectable()
export class ExplainExpiredService implements WorkerTask {
  readonly name = 'explain';
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly store: FollowUpStore,
    private readonly calls: ResilientClient,
    private readonly accounts: AccountsService,
    private readonly pauses: TenantPausesService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {}

  dueAt(): Sql {
    return this.store.nextFollowUp('explain');
  }

  async runOnce(stopping: AbortSignal): Promise<boolean> {
    const { batchSize } = this.options.workers;
    const due = await this.store.countDue('explain', batchSize);
    const permits = await this.calls.acquireSparePermits(CHECK_VERIFY_LOG.name, due, stopping);
    if (permits === 0 || stopping.aborted) return false;
    const claimed = await this.store.claim(
      'explain',
      permits,
      newLease(this.options.deadlineMs),
      this.pauses.of(CHECK_VERIFY_LOG.name),
    );
    await Promise.all(claimed.map((row) => this.explain(row)));
    return claimed.length === batchSize;
  }

  private async explain(claimed: ClaimedFollowUp): Promise<void> {
    const { id, merchantBizId, transactionId, tenant } = claimed;
    const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
    // The lease covers one deadline.
    const deadline = this.calls.newDeadline();
    try {
      const account = await this.accounts.of(tenant);
      const call = this.calls.callOnce(CHECK_VERIFY_LOG, parameters, { account, deadline });
      const log = await call.catch((error: unknown) => this.accounts.rethrow(error, account, claimed));
      const reason = dropOffReason(log);
      await this.store.finish(id, {
        type: 'expiry_explained',
        dropOffReason: reason,
        dropOffPage: dropOffPage(log),
      });
      this.logger.log(logLine('expiry_explained', { merchantBizId, reason }));
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      await this.failed(claimed, error);
    }
  }

  private async failed(
    { id, merchantBizId, tenant, followUpAttempts }: ClaimedFollowUp,
    error: IdVerificationError,
  ): Promise<void> {
    this.pauses.pause(CHECK_VERIFY_LOG.name, tenant, error);
    const postponedMs = rejectedForMs(error);
    if (postponedMs !== undefined) return this.store.schedule(id, postponedMs, 'uncounted');
    if (mayBeExplained(error, followUpAttempts)) {
      await this.store.schedule(id, followUpRetryMs(followUpAttempts, this.random()), 'counted');
      this.logger.warn(logLine('explain_failed', { merchantBizId, ...errorFields(error) }));
      return;
    }
    const { code, requestId } = error;
    await this.store.finish(id, { type: 'expiry_unexplained', code, requestId });
    this.logger.error(logLine('expiry_unexplained', { merchantBizId, ...errorFields(error) }));
  }
}
