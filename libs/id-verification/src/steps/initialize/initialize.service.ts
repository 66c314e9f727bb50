import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { callbackToken } from '../callback/callback-token.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../../time/clock.js';
import { sleepUnlessAborted } from '../../time/sleep-unless-aborted.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { initializeOperation, type InitializeResult } from '../../contract/operations/initialize.js';
import type { CloudauthParameters } from '../../contract/cloudauth-operation.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { errorFields, LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { FIRST_CHECK_DELAY_MS } from '../../verification/check-schedule.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import { leaseMs, newLease, type Lease } from '../../storage/lease.js';
import { InFlightWorkService } from '../../time/in-flight-work.service.js';
import { storedUserIds } from '../../keys/stored-user-ids.js';
import { InitializeStore, type AttemptLimit } from '../../storage/initialize.store.js';
import type { VerificationDraft } from '../../storage/verification-columns.js';
import { VerificationStore } from '../../storage/verification.store.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { afterInitializeFailure, type AfterInitializeFailure } from './after-initialize-failure.js';
import { decideInitialize } from './decide-initialize.js';
import { initializedVerification, type InitializedVerification } from './initialized-verification.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';
import { AccountsService, type Account } from '../../vendor/accounts.service.js';
import { checkExtras, type GivenExtras } from './request-extras.js';
import { storedRejection } from './stored-rejection.js';
import { RequestedProducts } from './requested-products.js';
import { validateInput } from '../../validation/validate-input.js';
import { RequestWarningsService } from './request-warnings.service.js';
import { assertQueryLength, requestParameters } from './request-parameters.js';
import { isSameRequest, verificationDraft } from './verification-draft.js';
import { unusableResponse } from '../../storage/unusable-response.js';
import { VerificationConflictError } from '../../verification/verification-conflict.error.js';

/** A validated request and the row to store for it. */
interface InitializeAttempt {
  readonly request: InitializeVerificationDto;
  /** The tenant's account; undefined without a tenant. */
  readonly account: Account | undefined;
  /** The user's attempt limit; undefined without a limit. */
  readonly limit: AttemptLimit | undefined;
  readonly signal: AbortSignal | undefined;
  readonly draft: VerificationDraft;
  readonly operation: ReturnType<typeof initializeOperation>;
  /** The vendor parameters for the draft's row. */
  readonly parameters: CloudauthParameters;
}

/** The row that this call may change until its lease expires. */
interface LeasedRow {
  readonly id: string;
  readonly leaseToken: string;
  /** Whether this call inserted the row, and may therefore delete it. */
  readonly isNew: boolean;
}

/**
 * The poll intervals of a caller that waits for another one's lease, from the first to the longest, in milliseconds.
 */
const FOLLOW_POLL_MS = { first: 25, most: 400 };

/**
 * Initializes verifications: stores a row under a lease, calls the vendor, stores the response, and only then returns.
 * A call that loses its lease changes nothing and returns the response of the call that took it over.
 */
@Injectable()
export class InitializeService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly products: RequestedProducts;

  constructor(
    private readonly store: InitializeStore,
    private readonly verifications: VerificationStore,
    private readonly calls: ResilientClient,
    private readonly accounts: AccountsService,
    private readonly inFlight: InFlightWorkService,
    private readonly telemetry: TelemetryService,
    private readonly warnings: RequestWarningsService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {
    this.products = new RequestedProducts(options.products);
  }

  /** @throws IdVerificationValidationError for a request that breaks a rule of its product */
  validate(request: unknown): Promise<InitializeVerificationDto> {
    return validateInput(this.products.requestClass(request), request);
  }

  /** @throws IdVerificationValidationError for invalid metadata, an invalid retention or an unknown tenant */
  async initialize(
    request: InitializeVerificationDto,
    given: GivenExtras & { readonly signal?: AbortSignal | undefined },
  ): Promise<InitializedVerification> {
    const { signal } = given;
    const extras = checkExtras(given, this.options.maxAttemptsPerUser);
    const product = this.products.of(request);
    const account = await this.accounts.ofRequest(extras.tenant, product.code);
    const draft = verificationDraft(uuidv7(), request, extras, { ...this.options, ...account });
    const parameters = this.parameters(request, draft, draft.id);
    assertQueryLength(product.operation, parameters, this.options.maxQueryLength);
    const limit = this.limitOf(request.merchantUserId);
    const operation = initializeOperation(product.operation);
    const attempt: InitializeAttempt = { request, operation, account, limit, signal, draft, parameters };
    return this.inFlight.run(async () => {
      await this.rejectEarly(attempt);
      return this.reserve(attempt);
    });
  }

  /**
   * Rejects a new verification under overload before its row is inserted, because the row would be deleted at once. A
   * stored verification may already have its response.
   */
  private async rejectEarly(attempt: InitializeAttempt): Promise<void> {
    try {
      await this.calls.assertAvailable(attempt.operation.name, attempt.account);
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      if ((await this.verifications.find(attempt.draft.merchantBizId)) !== undefined) return;
      if (error.code === 'rate_limited') this.telemetry.rateLimitRefused(attempt.operation.name);
      this.log(attempt, error);
      throw error;
    }
  }

  private async reserve(attempt: InitializeAttempt): Promise<InitializedVerification> {
    const lease = newLease(this.options.deadlineMs);
    const row = await this.store.reserve(attempt.draft, lease, attempt.limit);
    if (row !== undefined) return this.callVendor(attempt, leasedRow(row, lease, true));
    if (attempt.limit !== undefined) await this.assertAttemptsLeft(attempt, attempt.limit);
    return this.join(attempt);
  }

  private limitOf(merchantUserId: string): AttemptLimit | undefined {
    const limit = this.options.maxAttemptsPerUser;
    return limit && { ...limit, merchantUserIds: storedUserIds(merchantUserId, this.options) };
  }

  /** A stored id is a repeated request: its attempt is already counted. */
  private async assertAttemptsLeft({ draft }: InitializeAttempt, limit: AttemptLimit): Promise<void> {
    const retryAfterMs = await this.store.nextAttemptMs(draft.merchantBizId, limit);
    if (retryAfterMs === undefined) return;
    const stored = await this.verifications.find(draft.merchantBizId);
    if (stored !== undefined && stored.status !== 'REJECTED') return;
    throw new IdVerificationError('too_many_attempts', { retryAfterMs });
  }

  /**
   * The MerchantBizId is already stored: replays the response, waits for it, or initializes it again.
   *
   * @param lostLease whether another call took over the lease during the vendor call
   */
  private async join(attempt: InitializeAttempt, lostLease = false): Promise<InitializedVerification> {
    const longestMs = leaseMs(this.options.deadlineMs);
    for (let waitedMs = 0; waitedMs < longestMs; waitedMs += await this.waitForOther(attempt, waitedMs)) {
      const seen = await this.verifications.find(attempt.draft.merchantBizId);
      if (seen === undefined) {
        // Erased during the vendor call.
        if (lostLease) throw new VerificationConflictError('verification_ended', 'EXPIRED');
        return this.reserve(attempt);
      }
      const sameRequest = isSameRequest(seen, attempt.request, attempt.draft, this.options);
      const decision = decideInitialize(seen, sameRequest, lostLease || waitedMs > 0);
      switch (decision) {
        case 'replay':
          return initializedVerification(seen, true);
        case 'conflict-ended':
          throw new VerificationConflictError('verification_ended', seen.status);
        case 'conflict-parameters':
          throw new VerificationConflictError('parameters_conflict', seen.status);
        case 'share-refusal':
          throw storedRejection(seen);
        case 'share-failure':
          throw new IdVerificationError('initialize_in_progress', { retryAfterMs: 1_000 });
        case 'take-over': {
          const lease = newLease(this.options.deadlineMs);
          // A rejected verification does not count as an attempt until it is initialized again.
          const limit = seen.status === 'REJECTED' ? attempt.limit : undefined;
          const row = await this.store.takeOver(seen, attempt.draft, lease, limit);
          if (row !== undefined) return this.callVendor(attempt, leasedRow(row, lease, false));
          if (limit !== undefined) await this.assertAttemptsLeft(attempt, limit);
          break;
        }
        case 'follow':
      }
    }
    throw new IdVerificationError('initialize_in_progress', { retryAfterMs: 1_000 });
  }

  private async waitForOther(attempt: InitializeAttempt, waitedMs: number): Promise<number> {
    const delay = Math.min(Math.max(waitedMs, FOLLOW_POLL_MS.first), FOLLOW_POLL_MS.most);
    await sleepUnlessAborted(this.clock, delay, attempt.signal);
    return delay;
  }

  private async callVendor(attempt: InitializeAttempt, leased: LeasedRow): Promise<InitializedVerification> {
    if (attempt.signal?.aborted === true) {
      return this.giveUp(
        attempt,
        leased,
        new IdVerificationError('aborted'),
        leased.isNew ? 'delete' : 'release',
      );
    }
    let response: InitializeResult;
    try {
      const { operation, account, signal } = attempt;
      response = await this.calls.call(operation, this.parametersFor(attempt, leased), { account, signal });
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      return this.giveUp(attempt, leased, error, afterInitializeFailure(error, leased.isNew));
    }
    return this.record(attempt, leased, response);
  }

  private async record(
    attempt: InitializeAttempt,
    leased: LeasedRow,
    response: InitializeResult,
  ): Promise<InitializedVerification> {
    let row: VerificationEntity | undefined;
    try {
      row = await this.store.markPending(leased.id, leased.leaseToken, response, FIRST_CHECK_DELAY_MS);
    } catch (error) {
      const unusable = unusableResponse(error, response.requestId);
      if (unusable === undefined) throw error;
      return this.giveUp(attempt, leased, unusable, 'release');
    }
    if (row === undefined) return this.join(attempt, true);
    const { requestId } = response;
    this.warnings.check(attempt.request, row);
    this.logger.log(logLine('verification_initialized', { merchantBizId: row.merchantBizId, requestId }));
    return initializedVerification(row, false);
  }

  /** Updates the row after a failed call and throws the failure, unless another call has taken over the lease. */
  private async giveUp(
    attempt: InitializeAttempt,
    leased: LeasedRow,
    error: IdVerificationError,
    settle: AfterInitializeFailure,
  ): Promise<InitializedVerification> {
    this.log(attempt, error);
    const stillLeased = await this.settle(leased, error, settle);
    if (stillLeased) throw error;
    return this.join(attempt, true);
  }

  private async settle(
    { id, leaseToken }: LeasedRow,
    error: IdVerificationError,
    how: AfterInitializeFailure,
  ): Promise<boolean> {
    try {
      if (how === 'delete') return await this.store.remove(id, leaseToken);
      if (how === 'release') return await this.store.release(id, leaseToken, error);
      const subCode = error.vendorCode ?? error.code;
      return await this.store.reject(id, leaseToken, { subCode, requestId: error.requestId });
    } catch {
      // The lease expires without this update; the vendor's error is more useful to the caller than this second
      // failure.
      return true;
    }
  }

  /** The callback token is derived from the row's id, and a row that was taken over has another id than the draft. */
  private parametersFor(
    { request, draft, parameters }: InitializeAttempt,
    { id }: LeasedRow,
  ): CloudauthParameters {
    return id === draft.id ? parameters : this.parameters(request, draft, id);
  }

  private parameters(
    request: InitializeVerificationDto,
    draft: VerificationDraft,
    id: string,
  ): CloudauthParameters {
    const own = request.callbackUrl === undefined ? this.options.callback : undefined;
    return requestParameters(request, this.products.of(request), {
      merchantUserId: draft.merchantUserId,
      callback: own && { url: own.url, token: callbackToken(id, own.keys) },
    });
  }

  private log({ draft }: InitializeAttempt, error: IdVerificationError): void {
    this.logger.warn(
      logLine('initialize_failed', { merchantBizId: draft.merchantBizId, ...errorFields(error) }),
    );
  }
}

function leasedRow(row: VerificationEntity, lease: Lease, isNew: boolean): LeasedRow {
  return { id: row.id, leaseToken: lease.token, isNew };
}
