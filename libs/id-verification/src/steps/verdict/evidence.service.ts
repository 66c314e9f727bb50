import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EvidenceParameters, EvidenceSink, VerificationEvidence } from '../../contract/evidence.js';
import { RESULT_RETENTION_MS } from '../../contract/vendor-times.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { rejectedForMs } from '../../resilience/retry-rule.js';
import { TenantPausesService } from '../../resilience/tenant-pauses.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { FollowUpStore, type ClaimedFollowUp } from '../../storage/follow-up.store.js';
import type { Sql } from '../../storage/sql.js';
import { leaseMs, newLease } from '../../storage/lease.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { ID_VERIFICATION_RANDOM, type Random } from '../../time/clock.js';
import { InFlightWorkService } from '../../time/in-flight-work.service.js';
import { withTimeout } from '../../time/timeout.js';
import { CheckResultService } from './check-result.service.js';
import { followUpRetryMs } from './follow-up.js';

/** The age from which an unknown TransactionId means that the vendor has no evidence. */
const UNKNOWN_ID_BELIEVED_MS = 60 * 60_000;

/** The number of verifications of which one statement ends the evidence. */
const BATCH = 500;

/** The most concurrent calls of the sink; further evidence is left to the worker. */
const MOST_AT_ONCE = 20;

/**
 * Hands evidence to the host's sink at least once: the statement that writes the verdict marks the evidence as due, and
 * the mark is cleared after the sink has returned. The verdict does not wait for the sink.
 */
@Injectable()
export class EvidenceService implements WorkerTask {
  readonly name = 'evidence';
  /** The lease of one hand-over, in milliseconds. */
  readonly leaseMs: number;
  private readonly logger = new Logger(LOG_CONTEXT);
  /** The longest time of a vendor call and the sink, in milliseconds. */
  private readonly longestMs: number;
  private atOnce = 0;

  constructor(
    private readonly store: FollowUpStore,
    private readonly calls: ResilientClient,
    private readonly results: CheckResultService,
    private readonly pauses: TenantPausesService,
    private readonly inFlight: InFlightWorkService,
    private readonly telemetry: TelemetryService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {
    this.longestMs = options.deadlineMs + options.delivery.timeoutMs;
    this.leaseMs = leaseMs(this.longestMs);
  }

  /** What to request for the sink; undefined if it does not get the evidence of this verification. */
  wanted({ docVideo }: Pick<VerificationEntity, 'docVideo'>): EvidenceParameters | undefined {
    const { evidence, evidenceSink, evidenceParameters } = this.options;
    const isWanted = evidence === 'always' || (evidence === 'docVideo' && docVideo === 'Y');
    return evidenceSink !== undefined && isWanted ? evidenceParameters : undefined;
  }

  /** Starts to hand over the evidence of a verdict, and does not wait for the sink. */
  handOver(row: VerificationEntity, evidence: VerificationEvidence): void {
    if (this.atOnce >= MOST_AT_ONCE) return;
    void this.inFlight.runDetached(() => this.deliver(row, evidence, 0));
  }

  dueAt(): Sql | undefined {
    return this.options.evidenceSink === undefined ? undefined : this.store.nextFollowUp('evidence');
  }

  /** Requests due evidence from the vendor and hands it over. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    if (this.options.evidenceSink === undefined) return this.endLost();
    const { batchSize } = this.options.workers;
    const due = await this.store.countDue('evidence', batchSize);
    const permits = await this.calls.acquireSparePermits(CHECK_RESULT.name, due, stopping);
    if (permits === 0 || stopping.aborted) return false;
    const claimed = await this.store.claim(
      'evidence',
      permits,
      newLease(this.longestMs),
      this.pauses.of(CHECK_RESULT.name),
    );
    await Promise.all(claimed.map((row) => this.inFlight.runDetached(() => this.fetch(row))));
    return claimed.length === batchSize;
  }

  /** Without a sink, evidence of an earlier release would wait forever, and its verification for the purge. */
  private async endLost(): Promise<boolean> {
    const reason = 'no_sink';
    const ended = await this.store.endEvidence(RESULT_RETENTION_MS, reason, BATCH);
    for (const merchantBizId of ended) this.reportLost(merchantBizId, reason);
    return ended.length === BATCH;
  }

  private async fetch(claimed: ClaimedFollowUp): Promise<void> {
    const ageMs = claimed.readAt.getTime() - claimed.completedAt.getTime();
    try {
      const mode = { evidence: this.options.evidenceParameters, background: true };
      const { evidence } = await this.results.request(claimed, mode);
      await this.deliver(claimed, evidence, ageMs);
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      this.pauses.pause(CHECK_RESULT.name, claimed.tenant, error);
      await this.failed(claimed, error.code, ageMs, rejectedForMs(error));
    }
  }

  private async deliver(
    row: VerificationEntity,
    evidence: VerificationEvidence,
    ageMs: number,
  ): Promise<void> {
    this.atOnce += 1;
    const failure = await this.receive(row, evidence).finally(() => (this.atOnce -= 1));
    const { merchantBizId } = row;
    try {
      if (failure !== undefined) return await this.failed(row, failure, ageMs);
      await this.store.finish(row.id, { type: 'evidence_delivered' });
      this.telemetry.evidence('delivered');
      this.logger.log(logLine('evidence_delivered', { merchantBizId }));
    } catch (error) {
      // The evidence stays due, and the worker retries.
      this.logger.warn(logLine('evidence_failed', { merchantBizId, reason: nameOf(error) }));
    }
  }

  /** @returns the class of the sink's error; its message may contain personal data */
  private async receive(
    row: VerificationEntity,
    evidence: VerificationEvidence,
  ): Promise<string | undefined> {
    const { merchantBizId, transactionId, status, metadata, completedAt } = row;
    if (transactionId === null || completedAt === null || !(status === 'PASSED' || status === 'FAILED'))
      return 'no_verdict';
    const known = { merchantBizId, transactionId, status, metadata, completedAt };
    const sink: EvidenceSink | undefined = this.options.evidenceSink;
    const receiving = Promise.resolve().then(() => sink?.receive(known, evidence));
    const received = await withTimeout(
      this.options.delivery.timeoutMs,
      receiving.then(() => undefined, nameOf),
    );
    return received === 'timed-out' ? 'timeout' : received;
  }

  /**
   * Schedules a retry for as long as the vendor keeps the evidence, 30 days.
   *
   * @param postponedMs of a call that was rejected, which was no attempt
   */
  private async failed(
    { id, merchantBizId, followUpAttempts }: VerificationEntity,
    reason: string,
    ageMs: number,
    postponedMs?: number,
  ): Promise<void> {
    const isUnknown = reason === 'transaction_invalid' && ageMs >= UNKNOWN_ID_BELIEVED_MS;
    if (isUnknown || ageMs >= RESULT_RETENTION_MS) {
      await this.store.finish(id, { type: 'evidence_lost', code: reason });
      this.reportLost(merchantBizId, reason);
      return;
    }
    if (postponedMs !== undefined) return this.store.schedule(id, postponedMs, 'uncounted');
    await this.store.schedule(id, followUpRetryMs(followUpAttempts, this.random()), 'counted');
    this.telemetry.evidence('failed');
    this.logger.warn(logLine('evidence_failed', { merchantBizId, reason, attempts: followUpAttempts + 1 }));
  }

  private reportLost(merchantBizId: string, reason: string): void {
    this.telemetry.evidence('lost');
    const hint = 'The vendor no longer has the evidence, and no sink has received it.';
    this.logger.error(logLine('evidence_lost', { merchantBizId, reason, hint }));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
