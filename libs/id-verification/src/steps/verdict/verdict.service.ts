import type { Span } from '@opentelemetry/api';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { VerificationEvidence } from '../../contract/evidence.js';
import { RESULT_RETENTION_MS } from '../../contract/vendor-times.js';
import type { CheckResult } from '../../contract/operations/check-result.js';
import { ID_VERIFICATION_RANDOM, type Random } from '../../time/clock.js';
import { ResponseReaderService } from '../../vendor/response-reader.service.js';
import { CHECK_RESULT } from '../../contract/operations/index.js';
import { failuresOf } from '../../contract/products/index.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { errorFields, LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { DELIVERY_STARTER, type DeliveryStarter } from '../../runtime/started-work.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import { isRefused } from '../../storage/storage.error.js';
import type { Lease } from '../../storage/lease.js';
import { InFlightWorkService } from '../../time/in-flight-work.service.js';
import { unusableResponse } from '../../storage/unusable-response.js';
import {
  VerdictStore,
  type ClaimedVerification,
  type EndedVerification,
} from '../../storage/verdict.store.js';
import type { ReservedSlots } from '../../storage/claimed-delivery.js';
import type { Operator } from '../../storage/record-event.js';
import { verificationReason } from '../../storage/verification-reason.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import type { FinalStatus } from '../../storage/verification-status.js';
import { nextRetriedCheck, nextPlannedCheck } from '../../verification/check-schedule.js';
import { CheckResultService, type CheckMode } from './check-result.service.js';
import { EvidenceService } from './evidence.service.js';
import { followUpDelayMs } from './follow-up.js';
import {
  decideFromError,
  decideFromResult,
  EXPIRY_GRACE_MS,
  OVERDUE_MS,
  type FinalDecision,
  type OpenDecision,
} from './decide-verdict.js';

/** The result of one check. */
export interface EvaluatedCheck {
  /** The updated row; undefined if another process has taken over the lease. */
  readonly row: VerificationEntity | undefined;
  /** Returned to the caller and never stored. Undefined without a verdict. */
  readonly evidence: VerificationEvidence | undefined;
  /** Why there was no verdict. */
  readonly error: IdVerificationError | undefined;
}

/** From this many unknown ids without a good response a wrong account or region is the likely cause. */
const SUSPICIOUS_UNKNOWN_IDS = 5;

/** Calls CheckResult for a claimed row, and stores the verdict or schedules the next check. */
@Injectable()
export class VerdictService {
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly store: VerdictStore,
    private readonly results: CheckResultService,
    private readonly responses: ResponseReaderService,
    private readonly evidence: EvidenceService,
    private readonly telemetry: TelemetryService,
    private readonly inFlight: InFlightWorkService,
    private readonly notifier: WorkerNotifierService,
    @Inject(DELIVERY_STARTER) private readonly deliveries: DeliveryStarter,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {}

  check(claimed: ClaimedVerification, lease: Lease, how: CheckMode): Promise<EvaluatedCheck> {
    return this.inFlight.run(() =>
      this.telemetry.check(claimed.merchantBizId, (span) => this.resolve(claimed, lease, how, span)),
    );
  }

  /** Cancels a pending verification. @returns undefined if it is not pending */
  async cancel(merchantBizId: string, by?: Operator): Promise<VerificationEntity | undefined> {
    return this.endAndDeliver({ merchantBizId, status: 'EXPIRED' }, undefined, (slots) =>
      this.store.cancel(merchantBizId, slots, by),
    );
  }

  private async resolve(
    claimed: ClaimedVerification,
    lease: Lease,
    how: CheckMode,
    span: Span,
  ): Promise<EvaluatedCheck> {
    let result: CheckResult | undefined;
    let error: IdVerificationError | undefined;
    let decision: FinalDecision | OpenDecision;
    try {
      const evidence = how.evidence ?? this.evidence.wanted(claimed);
      result = await this.results.request(claimed, { ...how, evidence });
      decision = decideFromResult(result);
    } catch (reason) {
      if (!(reason instanceof IdVerificationError)) throw reason;
      error = reason;
      decision = await this.decide(claimed, error);
      if (decision.kind === 'open') this.logFailure(claimed, decision, error, how);
    }
    const requestId = result?.requestId ?? error?.requestId;
    if (decision.kind === 'open') {
      return { row: await this.reschedule(claimed, lease, decision, error), evidence: undefined, error };
    }
    try {
      const row = await this.end(claimed, lease, decision, requestId, span);
      if (row !== undefined && result !== undefined && this.awaitsEvidence(row)) {
        this.evidence.handOver(row, result.evidence);
      }
      return { row, evidence: result?.evidence, error: undefined };
    } catch (reason) {
      const unusable = unusableResponse(reason, requestId);
      if (unusable === undefined) throw reason;
      this.responses.report(CHECK_RESULT.name, unusable);
      const row = await this.reschedule(claimed, lease, { kind: 'open', because: 'no-response' }, unusable);
      return { row, evidence: undefined, error: unusable };
    }
  }

  private async decide(
    claimed: ClaimedVerification,
    error: IdVerificationError,
  ): Promise<FinalDecision | OpenDecision> {
    const decision = decideFromError(error, { ...claimed, checkedAt: claimed.claimedAt });
    const denied = decision.kind === 'final' && decision.subCode === 'transaction_invalid';
    return denied && (await this.looksMisconfigured(claimed.tenant))
      ? { kind: 'open', because: 'unknown-id' }
      : decision;
  }

  /** Whether many unknown ids without a good response suggest a wrong configuration: then no verification ends. */
  private async looksMisconfigured(tenant: string | null): Promise<boolean> {
    const { count, goodResponseSince } = await this.store.unknownIds(tenant);
    if (goodResponseSince || count < SUSPICIOUS_UNKNOWN_IDS) return false;
    this.logger.error(
      logLine('transaction_ids_unknown', {
        count,
        tenant: tenant ?? undefined,
        hint: 'The vendor knows none of these TransactionIds. Compare account and region with those of Initialize.',
      }),
    );
    return true;
  }

  private async end(
    claimed: ClaimedVerification,
    lease: Lease,
    decision: FinalDecision,
    requestId: string | undefined,
    span: Span,
  ): Promise<VerificationEntity | undefined> {
    const { leaseMs } = this.evidence;
    const followUpMs = followUpDelayMs(decision, claimed, {
      isWanted: this.evidence.wanted(claimed) !== undefined,
      leaseMs,
    });
    const { merchantBizId, productCode } = claimed;
    const { status, subCode } = decision;
    const failures = failuresOf(this.options.products, productCode);
    const reason = verificationReason(status, subCode ?? null, failures);
    return this.endAndDeliver({ merchantBizId, status }, span, (slots) =>
      this.store.end(claimed.id, lease.token, { status, subCode, reason, requestId, followUpMs }, slots),
    );
  }

  /** Runs the statement that ends a verification, and begins the deliveries that it claims for this process. */
  private async endAndDeliver(
    { merchantBizId, status }: { readonly merchantBizId: string; readonly status: FinalStatus },
    span: Span | undefined,
    end: (slots: ReservedSlots | undefined) => Promise<EndedVerification | undefined>,
  ): Promise<VerificationEntity | undefined> {
    const reservation = this.deliveries.reserve(status);
    let ended: EndedVerification | undefined;
    try {
      ended = await end(reservation);
    } catch (error) {
      if (isRefused(error)) reservation?.begin([]);
      else reservation?.giveBack(merchantBizId);
      throw error;
    }
    reservation?.begin(ended?.claimed ?? []);
    if (ended === undefined) return undefined;
    if (!ended.isClaimed) this.notifier.notify('deliver');
    this.reportEnd(ended.row, span);
    return ended.row;
  }

  private awaitsEvidence({ status, nextFollowUpAt }: VerificationEntity): boolean {
    return (status === 'PASSED' || status === 'FAILED') && nextFollowUpAt !== null;
  }

  private reportEnd(row: VerificationEntity, span?: Span): void {
    const { merchantBizId, status, subCode, reason, checkRequestId } = row;
    this.telemetry.verdict(row, reason ?? 'other', span);
    const line = logLine('verification_ended', {
      merchantBizId,
      status,
      subCode: subCode ?? undefined,
      requestId: checkRequestId ?? undefined,
    });
    if (subCode === 'result_unavailable') this.logger.error(line);
    else this.logger.log(line);
  }

  private async reschedule(
    claimed: ClaimedVerification,
    lease: Lease,
    { because }: OpenDecision,
    error: IdVerificationError | undefined,
  ): Promise<VerificationEntity | undefined> {
    if (claimed.claimedAt.getTime() > claimed.expiresAt.getTime() + OVERDUE_MS) this.warnOverdue(claimed);
    const row = await this.store.reschedule(claimed.id, lease.token, {
      ...this.nextTry(claimed, because),
      checked: because !== 'no-response' && because !== 'not-called',
      unknownId: because === 'unknown-id',
      nothingSent: error?.nothingSent === true,
      event: because === 'not-called' ? undefined : { code: error?.code, requestId: error?.requestId },
    });
    // The next check may be due before the next poll.
    this.notifier.notify('poll');
    return row;
  }

  private nextTry(
    claimed: ClaimedVerification,
    because: OpenDecision['because'],
  ): Pick<ClaimedVerification, 'nextCheckAt' | 'attempts'> {
    const { claimedAt, nextCheckAt } = claimed;
    if (because === 'not-called') return { nextCheckAt, attempts: claimed.attempts };
    if (because === 'not-completed') {
      return { nextCheckAt: nextPlannedCheck(claimed, claimedAt, EXPIRY_GRACE_MS), attempts: 0 };
    }
    const attempts = claimed.attempts + 1;
    return { nextCheckAt: nextRetriedCheck(attempts, claimedAt, this.random()), attempts };
  }

  /**
   * The vendor reports an unfinished user as an error; it is not logged as one, and neither is a tenant whose rate limit
   * has no spare permit.
   */
  private logFailure(
    { merchantBizId }: ClaimedVerification,
    { because }: OpenDecision,
    error: IdVerificationError,
    { background = false }: CheckMode,
  ): void {
    if (because === 'not-completed' || (background && error.code === 'rate_limited')) return;
    this.logger.warn(logLine('check_failed', { merchantBizId, ...errorFields(error) }));
  }

  private warnOverdue({ merchantBizId, expiresAt }: ClaimedVerification): void {
    this.logger.error(
      logLine('verdict_overdue', {
        merchantBizId,
        deletedAtVendor: new Date(expiresAt.getTime() + RESULT_RETENTION_MS).toISOString(),
        hint: 'The vendor gives no result. Find out why before it deletes it.',
      }),
    );
  }
}
