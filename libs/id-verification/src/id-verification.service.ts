import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { InitializeVerificationDto } from './steps/initialize/initialize-verification.dto.js';
import { InitializeService } from './steps/initialize/initialize.service.js';
import { HealthService } from './health/health.service.js';
import { HEALTH_TIMEOUT_MS, type HealthOptions } from './health/id-verification.health.js';
import { invalidField } from './errors/validation.error.js';
import type { VerificationHealth } from './health/verification-health.js';
import type { EvidenceParameters, VerificationEvidence } from './contract/evidence.js';
import type { VerifyLog } from './contract/operations/check-verify-log.js';
import type { InitializedVerification } from './steps/initialize/initialized-verification.js';
import { checkMetadata } from './steps/initialize/metadata.js';
import type { DeliveryFilter, UndeliveredOutcome } from './steps/outcome/delivery-filter.js';
import { UndeliveredService } from './steps/outcome/undelivered.service.js';
import { RefusedInsideHandlers } from './steps/outcome/refused-inside-handlers.decorator.js';
import { CheckService } from './steps/verdict/check.service.js';
import { requestedEvidence } from './steps/verdict/requested-evidence.js';
import type { ErasureReceipt } from './steps/erasure/erasure-receipt.js';
import { ErasureService } from './steps/erasure/erasure.service.js';
import { ATTRIBUTE } from './observe/instruments.js';
import { TelemetryService } from './observe/telemetry.service.js';
import type { StatisticsOverTimeRange } from './statistics/statistics-over-time.js';
import { HistoryService, type VerificationEvent } from './verification/history.service.js';
import type { OperatorAction } from './verification/operator-action.js';
import type { Page, PageRequest } from './validation/page.js';
import type { VerificationFilter } from './verification/verification-filter.js';
import { StatisticsService } from './statistics/statistics.service.js';
import { VerificationReaderService } from './verification/verification-reader.service.js';
import type {
  StatisticsBucket,
  StatisticsRange,
  VerificationStatistics,
} from './statistics/verification-statistics.js';
import { verification, type Verification } from './verification/verification.js';
import { WatchService } from './steps/watch/watch.service.js';
import { SchemaCheckService } from './storage/schema-check.service.js';
import { WorkerHostService } from './runtime/worker-host.service.js';
import { DueWorkService, type WorkReport } from './runtime/due-work.service.js';

/**
 * Arguments of `initialize` besides the vendor's parameters.
 *
 * @publicApi
 */
export interface InitializeOptions {
  /**
   * Metadata, stored with the verification: up to 50 texts of up to 500 characters under names of up to 40 letters,
   * digits, `_`, `.` and `-`. Do not store personal data in it.
   */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /**
   * The days from the end of this verification to its purge, instead of the option `retentionDays`; 1 to 36,500, and not
   * less than the window of the option `maxAttemptsPerUser`.
   */
  readonly retentionDays?: number | undefined;
  /**
   * Whose account the verification is initialized, checked and erased with, as the option `accounts` knows it: 1 to 64
   * letters, digits, `_`, `.` or `-`. Default: the account of the options.
   */
  readonly tenant?: string | undefined;
  /** Aborts the call. The same request may be repeated afterwards. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Arguments of `check` besides the id.
 *
 * @publicApi
 */
export interface CheckOptions extends OperatorAction {
  /**
   * Returns the evidence of a verdict too: face image, scores and, for `docVideo: 'Y'`, the link to the video. Makes
   * the vendor's response large, and requires another vendor call if the verification has already ended. An object
   * requests it with these parameters, in place of those of the option `evidenceParameters`. @default false
   */
  readonly evidence?: boolean | EvidenceParameters | undefined;
}

/**
 * A verification after a check.
 *
 * @publicApi
 */
export type CheckedVerification = Verification & {
  /** Present if it was requested and the user passed or failed. Neither stored nor logged. */
  readonly evidence: VerificationEvidence | undefined;
};

/**
 * Verifies users with Alibaba Cloud ID Verification.
 *
 * Methods throw only {@link IdVerificationError}s; branch on their `code`. They must not be called from inside an
 * outcome handler: `called_inside_handler`.
 *
 * @publicApi
 */
@Injectable()
@RefusedInsideHandlers({ lazy: ['watch'] })
export class IdVerificationService {
  /** @internal */
  constructor(
    private readonly starts: InitializeService,
    private readonly reader: VerificationReaderService,
    private readonly counts: StatisticsService,
    private readonly checks: CheckService,
    private readonly watches: WatchService,
    private readonly deliveries: UndeliveredService,
    private readonly erasures: ErasureService,
    private readonly healthService: HealthService,
    private readonly telemetry: TelemetryService,
    private readonly dueWork: DueWorkService,
    private readonly histories: HistoryService,
    schemaCheck: SchemaCheckService,
    workers: WorkerHostService,
  ) {
    schemaCheck.isNeeded = true;
    workers.isNeeded = true;
  }

  /**
   * Initializes a verification. MerchantBizId is the idempotency key: while the verification is pending, a repeated
   * request gets the stored response without another vendor call, also if both are concurrent.
   *
   * @throws IdVerificationValidationError (`invalid_request`) for an invalid parameter or an unknown tenant
   * @throws VerificationConflictError `parameters_conflict`: the id was used with other parameters;
   *   `verification_ended`: its verification has passed, failed or expired
   * @throws IdVerificationError `too_many_attempts`, with `retryAfterMs`, if the user has reached the limit of the
   *   option `maxAttemptsPerUser`
   * @throws IdVerificationError with the vendor's refusal or failure, see {@link RETURN_CODES};
   *   `initialize_in_progress` if another call is initializing it and takes too long
   */
  async initialize<Request extends InitializeVerificationDto>(
    request: Request,
    options: InitializeOptions = {},
  ): Promise<InitializedVerification> {
    return this.telemetry.initialize(async (span) => {
      const checked = await this.starts.validate(request);
      span.setAttribute(ATTRIBUTE.merchantBizId, checked.merchantBizId);
      return this.starts.initialize(checked, options);
    });
  }

  /**
   * Reads a verification from the database, without a vendor call.
   *
   * @throws IdVerificationError `not_found`
   */
  async get(merchantBizId: string): Promise<Verification> {
    return this.reader.get(merchantBizId);
  }

  /**
   * Returns what happened to a verification, oldest first, from the database: initialize, check requests, checks with
   * the vendor's request ids, its end, deliveries, evidence, erasure, and who did what. Of events that occur without
   * limit, such as checks without a verdict, the first hundred are stored. Of an erased or purged verification it is
   * what operators did, and its erasure.
   *
   * @throws IdVerificationError `not_found`
   */
  async history(merchantBizId: string): Promise<readonly VerificationEvent[]> {
    return this.histories.history(merchantBizId);
  }

  /**
   * Lists verifications, newest first, in pages that stay stable while new ones are inserted.
   *
   * @throws IdVerificationValidationError for a filter that breaks a rule
   */
  async list(filter: VerificationFilter = {}): Promise<Page<Verification>> {
    return this.reader.list(filter);
  }

  /**
   * Calls CheckResult now, at most once in two seconds for one pending verification, by all processes together. A user
   * who has not finished is no error: the verification comes back pending. For a verification with a verdict, a call
   * that asks for evidence requests it from the vendor each time; concurrent ones of a process share one request.
   *
   * @throws IdVerificationError `not_found`; the vendor's refusal or failure
   * @throws IdVerificationValidationError for invalid {@link EvidenceParameters} or an invalid {@link OperatorAction}
   */
  async check(merchantBizId: string, options: CheckOptions = {}): Promise<CheckedVerification> {
    const requested = requestedEvidence(options.evidence);
    const by = this.histories.operator(merchantBizId, options);
    await this.reader.get(merchantBizId);
    const { row, evidence } = await this.checks.check(merchantBizId, requested, by);
    return { ...verification(row), evidence };
  }

  /**
   * Ends a pending verification as expired with the reason `canceled`, without a vendor call; its outcome is delivered
   * like any other. Idempotent. The vendor's page stays open until it expires, but its result is ignored.
   *
   * @throws IdVerificationError `not_found`; `initialize_in_progress` before the vendor accepted it
   * @throws VerificationConflictError `verification_ended` if it has ended with another reason
   */
  async cancel(merchantBizId: string, options: OperatorAction = {}): Promise<Verification> {
    const by = this.histories.operator(merchantBizId, options);
    return verification(await this.checks.cancel(merchantBizId, by));
  }

  /**
   * Replaces the metadata of a verification, in any status. A repeated `initialize` is still compared with the metadata
   * of the first one.
   *
   * @throws IdVerificationError `not_found`
   * @throws IdVerificationValidationError for invalid metadata, see {@link InitializeOptions.metadata}
   */
  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Verification> {
    return this.reader.updateMetadata(merchantBizId, checkMetadata(metadata));
  }

  /**
   * Watches a verification: emits its current state, then every change by any process. Completes when the verification
   * has ended, or the application stops.
   *
   * @throws IdVerificationError `not_found`, as the observable's error
   */
  watch(merchantBizId: string): Observable<Verification> {
    return this.watches.watch(merchantBizId);
  }

  /**
   * Lists outcomes that were not delivered to their handlers, those of the newest verifications first: pending
   * deliveries, or dead-lettered ones that wait for {@link redeliver}.
   *
   * @throws IdVerificationValidationError for a filter that breaks a rule
   */
  async listDeliveries(filter: DeliveryFilter): Promise<Page<UndeliveredOutcome>> {
    return this.deliveries.list(filter);
  }

  /**
   * Retries undelivered outcomes, pending or dead-lettered, with all attempts. Delivered outcomes are not delivered
   * again.
   *
   * @param handler the name of one handler; all handlers of the verification if it is absent
   * @throws IdVerificationError `not_found`, also if the verification has no undelivered outcome, or none to the handler
   */
  async redeliver(merchantBizId: string, handler?: string, options: OperatorAction = {}): Promise<void> {
    const by = this.histories.operator(merchantBizId, options);
    return this.deliveries.redeliver(merchantBizId, handler, by);
  }

  /**
   * Unregisters an outcome handler that was removed from the application, and deletes its pending deliveries.
   *
   * @throws IdVerificationError `not_found`
   */
  async unregisterHandler(name: string): Promise<void> {
    return this.deliveries.unregisterHandler(name);
  }

  /**
   * Counts the verifications that were created in a time span: all, or those of one user. They are exact at once; a worker
   * keeps the counts of past hours and days, so that long spans are as fast as short ones.
   *
   * @throws IdVerificationValidationError for a span without valid dates
   */
  async statistics(range: StatisticsRange): Promise<VerificationStatistics> {
    return this.counts.statistics(range);
  }

  /**
   * Counts the verifications that were created in a time span for each hour or day. Empty buckets are included.
   *
   * @throws IdVerificationValidationError for a span without valid dates or of more than 1,000 buckets
   */
  async statisticsOverTime(range: StatisticsOverTimeRange): Promise<readonly StatisticsBucket[]> {
    return this.counts.statisticsOverTime(range);
  }

  /**
   * Reads the user's progress from the vendor's log, which is partial until the expiry, and available for 30 days.
   *
   * @throws IdVerificationError `not_found`; the vendor's refusal or failure
   */
  async explain(merchantBizId: string): Promise<VerifyLog> {
    return this.checks.explain(merchantBizId);
  }

  /**
   * Erases a verification from the database and at the vendor. A repeated call returns the same receipt. Pending
   * deliveries are completed first; a worker completes interrupted erasures.
   *
   * Waits for the vendor's response, within `deadlineMs`. `vendorDeletion` is `PENDING` while a delivery is pending,
   * after a failed attempt, which workers retry, and for a repeated call during an attempt.
   *
   * @throws IdVerificationError `not_found`; `verification_open` before it has ended, unless `force` ends it as
   *   expired
   */
  async erase(
    merchantBizId: string,
    options: OperatorAction & { readonly force?: boolean | undefined } = {},
  ): Promise<ErasureReceipt> {
    const by = this.histories.operator(merchantBizId, options);
    return this.erasures.erase(merchantBizId, options.force ?? false, by);
  }

  /**
   * Lists the receipts of erasures, the latest first. They stay for good, and none tells whose verification it was.
   *
   * @throws IdVerificationValidationError for a page that breaks a rule
   */
  async listErasures(page: PageRequest = {}): Promise<Page<ErasureReceipt>> {
    return this.erasures.list(page);
  }

  /**
   * Runs all work of a worker that is due once: check requests, checks, deliveries to the handlers of this process,
   * evidence, reasons of drop-offs, erasures, the purge and the statistics. For cron jobs, queues and functions, with
   * `workers.enabled: false`; safe beside workers and concurrent calls, because rows are claimed under leases.
   *
   * @param options.budgetMs the time in milliseconds after which no further work is started; a vendor call in flight
   *   ends within its timeout. @default 10,000
   * @throws IdVerificationValidationError for an invalid budget
   */
  async runDueWork({ budgetMs = 10_000 }: { readonly budgetMs?: number } = {}): Promise<WorkReport> {
    if (!Number.isSafeInteger(budgetMs) || budgetMs < 1 || budgetMs > 2_147_483_647) {
      throw invalidField('budgetMs', 'isInt', 'budgetMs must be an integer from 1 to 2,147,483,647');
    }
    return this.dueWork.run(budgetMs);
  }

  /**
   * Returns the health of the module: database, vendor, backlog, deliveries, handlers, overdue verdicts, rate limit.
   * Cheap, bounded in time, and never calls the vendor. An unavailable database is reported, not thrown.
   */
  async health({ timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {}): Promise<VerificationHealth> {
    return this.healthService.health(timeoutMs);
  }
}
