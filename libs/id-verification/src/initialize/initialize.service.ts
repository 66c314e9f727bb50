import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { callbackToken } from '../callback/callback-token.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { sleepUnlessAborted } from '../clock/sleep-unless-aborted.js';
import { GuardedCalls } from '../cloudauth/guarded-calls.service.js';
import type { InitializeResult } from '../contract/operations/initialize.js';
import { PRODUCT } from '../contract/products/index.js';
import type { CloudauthParameters } from '../contract/cloudauth-operation.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { errorFields } from '../logging/error-fields.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { FIRST_POLL_MS } from '../result/check-schedule.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import { leaseMs, newLease, type Lease } from '../transaction/lease.js';
import { LeasedWork } from '../transaction/leased-work.js';
import { InitializeStore } from '../transaction/initialize.store.js';
import type { TransactionDraft } from '../transaction/transaction-columns.js';
import { TransactionStore } from '../transaction/transaction.store.js';
import type { VerificationTransaction } from '../transaction/verification-transaction.entity.js';
import { afterInitializeFailure, type AfterInitializeFailure } from './after-initialize-failure.js';
import { decideStart } from './decide-start.js';
import { initializedVerification, type InitializedVerification } from './initialized-verification.js';
import type { InitializeVerificationDto } from './initialize-verification.dto.js';
import { recordedRefusal } from './recorded-refusal.js';
import { assertQueryLength, requestParameters } from './request-parameters.js';
import { isSameRequest, transactionDraft } from './transaction-draft.js';
import { unusableAnswer } from './unusable-answer.js';
import { VerificationConflictError } from './verification-conflict.error.js';

/** A checked request, and what goes on record of it. */
interface Start {
  readonly request: InitializeVerificationDto;
  readonly metadata: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly draft: TransactionDraft;
  /** What is sent to the vendor for the draft's own row. */
  readonly parameters: CloudauthParameters;
}

/** The row that this start may change as long as its lease lasts. */
interface LeasedRow {
  readonly id: string;
  readonly leaseToken: string;
  /** Whether this start made the row, and so may remove it again. */
  readonly isNew: boolean;
}

/** A follower looks at the row at first after the shorter time, then ever more rarely, in milliseconds. */
const FOLLOW_POLL_MS = { first: 25, most: 400 };

/**
 * Starts verifications: first a row under a lease, then the vendor's answer, then that answer on record, and only
 * then the caller. Whoever loses the lease on the way changes nothing and gives the winner's answer.
 */
@Injectable()
export class InitializeService {
  private readonly logger = new Logger('IdVerification');

  constructor(
    private readonly store: InitializeStore,
    private readonly transactions: TransactionStore,
    private readonly calls: GuardedCalls,
    private readonly leased: LeasedWork,
    private readonly telemetry: Telemetry,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  async initialize(
    request: InitializeVerificationDto,
    metadata: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<InitializedVerification> {
    const draft = transactionDraft(uuidv7(), request, metadata, this.options);
    const parameters = this.parameters(request, draft, draft.id);
    assertQueryLength(parameters, this.options.maxQueryLength);
    const start: Start = { request, metadata, signal, draft, parameters };
    return this.leased.run(async () => {
      await this.refuseEarly(start);
      return this.reserve(start);
    });
  }

  /**
   * Under overload most starts are refused. A new one learns it before its row is written, which would only be removed
   * again; one that is on record may have its answer already.
   */
  private async refuseEarly(start: Start): Promise<void> {
    try {
      await this.calls.assertCallable(PRODUCT.operation.name);
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      if ((await this.transactions.find(start.draft.merchantBizId)) !== undefined) return;
      if (error.code === 'quota_exhausted') this.telemetry.quotaRefused(PRODUCT.operation.name);
      this.log(start, error);
      throw error;
    }
  }

  private async reserve(start: Start): Promise<InitializedVerification> {
    const lease = newLease(this.options.deadlineMs);
    const row = await this.store.reserve(start.draft, lease);
    return row === undefined ? this.join(start) : this.callVendor(start, leasedRow(row, lease, true));
  }

  /**
   * The MerchantBizId is on record: gives its answer again, waits for it, or starts it anew.
   *
   * @param lostLease whether another start took the row over while this one was at the vendor
   */
  private async join(start: Start, lostLease = false): Promise<InitializedVerification> {
    const longestMs = leaseMs(this.options.deadlineMs);
    for (let waitedMs = 0; waitedMs < longestMs; waitedMs += await this.letTheOtherWork(start, waitedMs)) {
      const seen = await this.transactions.find(start.draft.merchantBizId);
      if (seen === undefined) {
        // Erased while it was being started: nobody wants it any more.
        if (lostLease) throw new VerificationConflictError('verification_ended', 'EXPIRED');
        return this.reserve(start);
      }
      const sameRequest = isSameRequest(seen, start.request, start.metadata, this.options);
      const decision = decideStart(seen, sameRequest, lostLease || waitedMs > 0);
      switch (decision) {
        case 'replay':
          return initializedVerification(seen, true);
        case 'conflict-ended':
          throw new VerificationConflictError('verification_ended', seen.status);
        case 'conflict-parameters':
          throw new VerificationConflictError('parameters_conflict', seen.status);
        case 'share-refusal':
          throw recordedRefusal(seen);
        case 'share-failure':
          throw new IdVerificationError('start_in_progress', { retryAfterMs: 1_000 });
        case 'take-over': {
          const lease = newLease(this.options.deadlineMs);
          const row = await this.store.takeOver(seen, start.draft, lease);
          if (row !== undefined) return this.callVendor(start, leasedRow(row, lease, false));
          break;
        }
        case 'follow':
      }
    }
    throw new IdVerificationError('start_in_progress', { retryAfterMs: 1_000 });
  }

  private async letTheOtherWork(start: Start, waitedMs: number): Promise<number> {
    const pause = Math.min(Math.max(waitedMs, FOLLOW_POLL_MS.first), FOLLOW_POLL_MS.most);
    await sleepUnlessAborted(this.clock, pause, start.signal);
    return pause;
  }

  private async callVendor(start: Start, held: LeasedRow): Promise<InitializedVerification> {
    if (start.signal?.aborted === true) {
      return this.giveUp(start, held, new IdVerificationError('aborted'), held.isNew ? 'delete' : 'release');
    }
    let answer: InitializeResult;
    try {
      answer = await this.calls.call(PRODUCT.operation, this.parametersFor(start, held), start.signal);
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      return this.giveUp(start, held, error, afterInitializeFailure(error, held.isNew));
    }
    return this.record(start, held, answer);
  }

  private async record(
    start: Start,
    held: LeasedRow,
    answer: InitializeResult,
  ): Promise<InitializedVerification> {
    let row: VerificationTransaction | undefined;
    try {
      row = await this.store.markPending(held.id, held.leaseToken, answer, FIRST_POLL_MS);
    } catch (error) {
      const unusable = unusableAnswer(error, answer.requestId);
      if (unusable === undefined) throw error;
      return this.giveUp(start, held, unusable, 'release');
    }
    if (row === undefined) return this.join(start, true);
    const { requestId } = answer;
    this.logger.log(logLine('verification_started', { merchantBizId: row.merchantBizId, requestId }));
    return initializedVerification(row, false);
  }

  /** Settles the row after a failed call and passes the failure on, unless another start holds the row by now. */
  private async giveUp(
    start: Start,
    held: LeasedRow,
    error: IdVerificationError,
    settle: AfterInitializeFailure,
  ): Promise<InitializedVerification> {
    this.log(start, error);
    const stillHeld = await this.settle(held, error, settle);
    if (stillHeld) throw error;
    return this.join(start, true);
  }

  private async settle(
    { id, leaseToken }: LeasedRow,
    error: IdVerificationError,
    how: AfterInitializeFailure,
  ): Promise<boolean> {
    try {
      if (how === 'delete') return await this.store.remove(id, leaseToken);
      if (how === 'release') return await this.store.release(id, leaseToken);
      const subCode = error.vendorCode ?? error.code;
      return await this.store.reject(id, leaseToken, { subCode, requestId: error.requestId });
    } catch {
      // The lease runs out by itself; what the vendor said is worth more to the caller than this second failure.
      return true;
    }
  }

  /** The callback's token is that of the row, and a row that is taken over is another one than the draft's. */
  private parametersFor({ request, draft, parameters }: Start, { id }: LeasedRow): CloudauthParameters {
    return id === draft.id ? parameters : this.parameters(request, draft, id);
  }

  private parameters(
    request: InitializeVerificationDto,
    draft: TransactionDraft,
    id: string,
  ): CloudauthParameters {
    const own = request.callbackUrl === undefined ? this.options.callback : undefined;
    return requestParameters(request, {
      merchantUserId: draft.merchantUserId,
      callback: own && { url: own.url, token: callbackToken(id, own.keys) },
    });
  }

  private log({ draft }: Start, error: IdVerificationError): void {
    this.logger.warn(
      logLine('initialize_failed', { merchantBizId: draft.merchantBizId, ...errorFields(error) }),
    );
  }
}

function leasedRow(row: VerificationTransaction, lease: Lease, isNew: boolean): LeasedRow {
  return { id: row.id, leaseToken: lease.token, isNew };
}
