import { Inject, Injectable } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../../time/clock.js';
import { ResilientClient } from '../../resilience/resilient.client.js';
import type { EvidenceParameters, VerificationEvidence } from '../../contract/evidence.js';
import { CHECK_VERIFY_LOG } from '../../contract/operations/index.js';
import type { VerifyLog } from '../../contract/operations/check-verify-log.js';
import { isMerchantBizId } from '../../contract/merchant-biz-id.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { VerificationStore, type VerificationSnapshot } from '../../storage/verification.store.js';
import { newLease, type Lease } from '../../storage/lease.js';
import { VerdictStore, type ClaimedVerification } from '../../storage/verdict.store.js';
import { HistoryStore } from '../../storage/history.store.js';
import type { Operator } from '../../storage/record-event.js';
import type { VerificationEntity } from '../../storage/verification.entity.js';
import { VerificationConflictError } from '../../verification/verification-conflict.error.js';
import { AccountsService } from '../../vendor/accounts.service.js';
import { CheckResultService } from './check-result.service.js';
import { VerdictService } from './verdict.service.js';

/** A row, with its evidence if that was requested and there is a verdict. */
export interface CheckedRow {
  readonly row: VerificationEntity;
  readonly evidence: VerificationEvidence | undefined;
}

/** The poll interval while another process checks the same row, in milliseconds. */
const FOLLOW_POLL_MS = 100;

/** Checks a verification now, ahead of the schedule. Single-flight: concurrent callers share one vendor call. */
@Injectable()
export class CheckService {
  private readonly inFlight = new Map<string, Promise<CheckedRow>>();

  constructor(
    private readonly verifications: VerificationStore,
    private readonly verdicts: VerdictStore,
    private readonly verdict: VerdictService,
    private readonly results: CheckResultService,
    private readonly calls: ResilientClient,
    private readonly accounts: AccountsService,
    private readonly history: HistoryStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param requested evidence, with these parameters in place of those of the options; undefined for none
   * @param by the operator who requests it
   */
  async check(
    merchantBizId: string,
    requested: EvidenceParameters | undefined,
    by?: Operator,
  ): Promise<CheckedRow> {
    const evidence = requested && { ...this.options.evidenceParameters, ...requested };
    const key = JSON.stringify([merchantBizId, evidence, by]);
    const shared = this.inFlight.get(key);
    if (shared !== undefined) return shared;
    const checking = this.checkNow(merchantBizId, evidence, by).finally(() => this.inFlight.delete(key));
    this.inFlight.set(key, checking);
    return checking;
  }

  /** Cancels a verification without a vendor call. */
  async cancel(merchantBizId: string, by?: Operator): Promise<VerificationEntity> {
    const canceled = isMerchantBizId(merchantBizId)
      ? await this.verdict.cancel(merchantBizId, by)
      : undefined;
    const row = canceled ?? (await this.found(merchantBizId));
    if (row.status === 'EXPIRED' && row.subCode === 'canceled') return row;
    if (row.status === 'INITIALIZING') throw new IdVerificationError('initialize_in_progress');
    throw new VerificationConflictError('verification_ended', row.status);
  }

  /** Reads the user's progress from the vendor's log. */
  async explain(merchantBizId: string): Promise<VerifyLog> {
    const row = await this.found(merchantBizId);
    const { transactionId } = row;
    if (transactionId === null) {
      throw new IdVerificationError('not_found', {
        message: 'The vendor has no log of a verification that was never initialized',
      });
    }
    const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
    const account = await this.accounts.of(row.tenant);
    const call = this.calls.call(CHECK_VERIFY_LOG, parameters, { account });
    return call.catch((error: unknown) => this.accounts.rethrow(error, account, row));
  }

  private async checkNow(
    merchantBizId: string,
    requested: EvidenceParameters | undefined,
    by: Operator | undefined,
  ): Promise<CheckedRow> {
    // Before the claim, whose statement may be repeated after a lost response or for want of a call.
    if (by !== undefined) await this.history.recordCheck(merchantBizId, by);
    for (let waitedMs = 0; ; waitedMs += FOLLOW_POLL_MS) {
      const lease = newLease(this.options.deadlineMs);
      const claimed = await this.verdicts.claimOne(merchantBizId, lease);
      if (claimed !== undefined) return this.checkClaimed(claimed, lease, requested);
      const row = await this.found(merchantBizId);
      const isLeased =
        row.status === 'PENDING' && row.leaseExpiresAt !== null && row.leaseExpiresAt > row.readAt;
      // It has ended, or was just checked: that result is equally fresh.
      if (!isLeased || waitedMs >= this.options.deadlineMs) {
        return { row, evidence: requested && (await this.evidenceOf(row, requested)) };
      }
      // Another process checks it. If that makes no call, the next claim succeeds.
      await this.clock.sleep(FOLLOW_POLL_MS);
    }
  }

  private async checkClaimed(
    claimed: ClaimedVerification,
    lease: Lease,
    requested: EvidenceParameters | undefined,
  ): Promise<CheckedRow> {
    const { row, evidence, error } = await this.verdict.check(claimed, lease, { evidence: requested });
    if (error !== undefined && error.code !== 'process_not_completed') throw error;
    return {
      row: row ?? (await this.found(claimed.merchantBizId)),
      evidence: requested && evidence,
    };
  }

  private async evidenceOf(
    row: VerificationEntity,
    requested: EvidenceParameters,
  ): Promise<VerificationEvidence | undefined> {
    const { status, transactionId } = row;
    if ((status !== 'PASSED' && status !== 'FAILED') || transactionId === null) return undefined;
    return (await this.results.request({ ...row, transactionId }, { evidence: requested })).evidence;
  }

  private async found(merchantBizId: string): Promise<VerificationSnapshot> {
    const row = isMerchantBizId(merchantBizId) ? await this.verifications.find(merchantBizId) : undefined;
    if (row === undefined) throw new IdVerificationError('not_found');
    return row;
  }
}
