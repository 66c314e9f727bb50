import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { InitializeVerificationDto } from './steps/initialize/initialize-verification.dto.js';
import { InitializeService } from './steps/initialize/initialize.service.js';
import { HealthService } from './health/health.service.js';
import { HEALTH_TIMEOUT_MS, type HealthOptions } from './health/id-verification.health.js';
import { IdVerificationValidationError } from './errors/validation.error.js';
import type { VerificationHealth } from './health/verification-health.js';
import type { VerificationEvidence } from './contract/evidence.js';
import type { VerifyLog } from './contract/operations/check-verify-log.js';
import type { InitializedVerification } from './steps/initialize/initialized-verification.js';
import { checkMetadata } from './steps/initialize/metadata.js';
import { checkExtras } from './steps/initialize/request-extras.js';
import type { DeliveryFilter, UndeliveredOutcome } from './steps/outcome/delivery-filter.js';
import { UndeliveredService } from './steps/outcome/undelivered.service.js';
import { RefusedInsideHandlers } from './steps/outcome/refused-inside-handlers.decorator.js';
import { CheckService } from './steps/verdict/check.service.js';
import type { ErasureReceipt } from './steps/erasure/erasure-receipt.js';
import { ErasureService } from './steps/erasure/erasure.service.js';
import { ATTRIBUTE } from './observe/instruments.js';
import { TelemetryService } from './observe/telemetry.service.js';
import type { StatisticsBucket, StatisticsOverTimeRange } from './verification/statistics-over-time.js';
import type { Page } from './validation/page.js';
import type { VerificationFilter } from './verification/verification-filter.js';
import { VerificationReaderService } from './verification/verification-reader.service.js';
import type { StatisticsRange, VerificationStatistics } from './verification/verification-statistics.js';
import { verification, type Verification } from './verification/verification.js';
import { WatchService } from './steps/watch/watch.service.js';
import { DueWorkService, type WorkReport } from './runtime/due-work.service.js';

/**
 * What `initialize` takes besides the vendor's parameters.
 *
 * @publicApi
 */
export interface InitializeOptions {
  /**
   * Links of your own, kept with the verification: up to 50 texts of up to 500 characters under names of up to 40
   * letters, digits, `_`, `.` and `-`. Keep personal data out of them.
   */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** After how many days from its end this verification is purged, in place of the option `retentionDays`; 1 to 36,500. */
  readonly retentionDays?: number | undefined;
  /** Cancels the start. The same request may be sent again afterwards. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What `check` takes besides the id.
 *
 * @publicApi
 */
export interface CheckOptions {
  /**
   * Returns the evidence of a verdict too: face image, scores and, for `docVideo: 'Y'`, the link to the video. Makes the
   * vendor's response large, and costs a further vendor call where the verification has ended already. @default false
   */
  readonly evidence?: boolean | undefined;
}

/**
 * A verification as the vendor sees it now.
 *
 * @publicApi
 */
export type CheckedVerification = Verification & {
  /** Where it was asked for and the user passed or failed. Neither stored nor logged. */
  readonly evidence: VerificationEvidence | undefined;
};

/**
 * Verifies that people are real, by Alibaba Cloud ID Verification.
 *
 * Every method throws an {@link IdVerificationError} and nothing else; its `code` says what happened. From inside an
 * outcome handler none may be called: `called_inside_handler`.
 *
 * @publicApi
 */
@Injectable()
@RefusedInsideHandlers({ lazy: ['watch'] })
export class IdVerificationService {
  constructor(
    private readonly starts: InitializeService,
    private readonly reader: VerificationReaderService,
    private readonly checks: CheckService,
    private readonly watches: WatchService,
    private readonly deliveries: UndeliveredService,
    private readonly erasures: ErasureService,
    private readonly healthService: HealthService,
    private readonly telemetry: TelemetryService,
    private readonly dueWork: DueWorkService,
  ) {}

  /**
   * Starts a verification. MerchantBizId is the idempotency key: the same request again gives the same response
   * without a second vendor call as long as the verification is pending, also when both come at the same time.
   *
   * @throws IdVerificationValidationError (`invalid_request`) for a parameter that breaks a rule
   * @throws VerificationConflictError `parameters_conflict`: the id was used with other parameters;
   *   `verification_ended`: its verification has passed, failed or expired
   * @throws IdVerificationError `too_many_attempts`, with `retryAfterMs`, where the user has reached the option
   *   `maxAttemptsPerUser`
   * @throws IdVerificationError with the vendor's refusal or failure, see {@link RETURN_CODES}; `initialize_in_progress`
   *   when another process is starting it and takes too long
   */
  async initialize<Request extends InitializeVerificationDto>(
    request: Request,
    options: InitializeOptions = {},
  ): Promise<InitializedVerification> {
    return this.telemetry.initialize(async (span) => {
      const checked = await this.starts.validate(request);
      span.setAttribute(ATTRIBUTE.merchantBizId, checked.merchantBizId);
      return this.starts.initialize(checked, checkExtras(options), options.signal);
    });
  }

  /**
   * Reads a verification from the database, without a call of the vendor.
   *
   * @throws IdVerificationError `not_found`
   */
  async get(merchantBizId: string): Promise<Verification> {
    return this.reader.get(merchantBizId);
  }

  /**
   * Lists verifications, newest first, in pages that stay stable while new ones come in.
   *
   * @throws IdVerificationValidationError for a filter that breaks a rule
   */
  async list(filter: VerificationFilter = {}): Promise<Page<Verification>> {
    return this.reader.list(filter);
  }

  /**
   * Calls CheckResult now, at most once in two seconds for one verification, by all processes together. A user who has
   * not finished is no error: the verification comes back pending.
   *
   * @throws IdVerificationError `not_found`; the vendor's refusal or failure
   */
  async check(merchantBizId: string, options: CheckOptions = {}): Promise<CheckedVerification> {
    await this.reader.get(merchantBizId);
    const { row, evidence } = await this.checks.check(merchantBizId, options.evidence ?? false);
    return { ...verification(row), evidence };
  }

  /**
   * Ends a pending verification as expired with the reason `canceled`, without a call of the vendor; its outcome is
   * delivered like any other. Repeated, it changes nothing. The vendor's page stays open to the user until it expires;
   * what the user does there has no effect here.
   *
   * @throws IdVerificationError `not_found`; `initialize_in_progress` before the vendor accepted it
   * @throws VerificationConflictError `verification_ended` where it has ended otherwise
   */
  async cancel(merchantBizId: string): Promise<Verification> {
    return verification(await this.checks.cancel(merchantBizId));
  }

  /**
   * Replaces the links that the host keeps with a verification, in any status. A repeated `initialize` is still
   * compared with the links of the first one.
   *
   * @throws IdVerificationError `not_found`
   * @throws IdVerificationValidationError for links that break a rule, see {@link InitializeOptions.metadata}
   */
  async updateMetadata(
    merchantBizId: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Verification> {
    return this.reader.updateMetadata(merchantBizId, checkMetadata(metadata));
  }

  /**
   * Follows a verification: as it is now, then every change, whichever process made it. Completes when the
   * verification has ended.
   *
   * @throws IdVerificationError `not_found`, as the observable's error
   */
  watch(merchantBizId: string): Observable<Verification> {
    return this.watches.watch(merchantBizId);
  }

  /**
   * Lists outcomes that were not delivered to their handlers, those of the newest verifications first: what is under way,
   * or what is dead and waits for {@link redeliver}.
   *
   * @throws IdVerificationValidationError for a filter that breaks a rule
   */
  async listDeliveries(filter: DeliveryFilter): Promise<Page<UndeliveredOutcome>> {
    return this.deliveries.list(filter);
  }

  /**
   * Calls outcome handlers again whose deliveries are dead or still under way, with all their attempts. What was
   * delivered is not delivered twice.
   *
   * @param handler the name of one handler; all of the verification's where it is absent
   * @throws IdVerificationError `not_found`
   */
  async redeliver(merchantBizId: string, handler?: string): Promise<void> {
    return this.deliveries.redeliver(merchantBizId, handler);
  }

  /**
   * Forgets an outcome handler that no release carries any more, and what was on its way to it.
   *
   * @throws IdVerificationError `not_found`
   */
  async unregisterHandler(name: string): Promise<void> {
    return this.deliveries.unregisterHandler(name);
  }

  /**
   * Counts the verifications that were made in a span of time: all, or those of one user.
   *
   * @throws IdVerificationValidationError for a span without valid dates
   */
  async statistics(range: StatisticsRange): Promise<VerificationStatistics> {
    return this.reader.statistics(range);
  }

  /**
   * Counts the verifications that were made in a span of time hour by hour or day by day, in one statement. Every
   * bucket that the span touches is there, also one without verifications.
   *
   * @throws IdVerificationValidationError for a span without valid dates or of more than 1,000 buckets
   */
  async statisticsOverTime(range: StatisticsOverTimeRange): Promise<readonly StatisticsBucket[]> {
    return this.reader.statisticsOverTime(range);
  }

  /**
   * Reads from the vendor's log how far a user came. It is partial until the 30 minutes are over, and kept for 30 days.
   *
   * @throws IdVerificationError `not_found`; the vendor's refusal or failure
   */
  async explain(merchantBizId: string): Promise<VerifyLog> {
    return this.checks.explain(merchantBizId);
  }

  /**
   * Erases a verification here and at the vendor. Repeated, it gives the same receipt. Handlers that have yet to be
   * given the outcome get it first; what a crash interrupts is finished by a worker.
   *
   * Waits for the vendor's response to its own attempt, within `deadlineMs`. `vendorDeletion` is `PENDING` while a
   * handler has not got its outcome yet, after an attempt that failed, which workers retry, and for a caller that repeats an
   * erasure during its attempt.
   *
   * @throws IdVerificationError `not_found`; `verification_open` before it has ended, unless `force` ends it as
   *   expired
   */
  async erase(
    merchantBizId: string,
    options: { readonly force?: boolean | undefined } = {},
  ): Promise<ErasureReceipt> {
    return this.erasures.erase(merchantBizId, options.force ?? false);
  }

  /**
   * Does what is due now, once: check requests, checks, deliveries to the handlers of this process, erasures and the
   * purge. For cron jobs, queues and functions, with `workers.enabled: false`; safe beside permanent workers and other
   * passes, because rows are claimed under leases.
   *
   * @param options.budgetMs after how many milliseconds nothing more is begun; a vendor call under way ends within its own
   *   timeout. @default 10,000
   * @throws IdVerificationValidationError for a budget that is not a positive number
   */
  async runDueWork({ budgetMs = 10_000 }: { readonly budgetMs?: number } = {}): Promise<WorkReport> {
    if (!Number.isSafeInteger(budgetMs) || budgetMs < 1 || budgetMs > 2_147_483_647) {
      throw new IdVerificationValidationError([
        { field: 'budgetMs', rule: 'isInt', message: 'budgetMs must be an integer from 1 to 2,147,483,647' },
      ]);
    }
    return this.dueWork.run(budgetMs);
  }

  /**
   * How the module is: database, vendor, backlog, deliveries, handlers, overdue results, rate limit. Cheap, bounded in time,
   * and never calls the vendor; a database that is away is part of the report and no error.
   */
  async health({ timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {}): Promise<VerificationHealth> {
    return this.healthService.health(timeoutMs);
  }
}
