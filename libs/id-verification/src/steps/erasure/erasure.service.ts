import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ResilientClient } from '../../resilience/resilient.client.js';
import { rejectedForMs } from '../../resilience/retry-rule.js';
import { TenantPausesService } from '../../resilience/tenant-pauses.service.js';
import { DELETE_VERIFY_RESULT } from '../../contract/operations/index.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import { merchantBizIdHashes } from '../../keys/merchant-biz-id-hashes.js';
import { isVendorAccount } from '../../keys/vendor-account.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { TelemetryService } from '../../observe/telemetry.service.js';
import type { VendorDeletion } from '../../storage/erasure.entity.js';
import { ErasureStore, type StoredErasure } from '../../storage/erasure.store.js';
import type { Operator } from '../../storage/record-event.js';
import type { Sql } from '../../storage/sql.js';
import { VerificationStore } from '../../storage/verification.store.js';
import type { Backoff } from '../../time/backoff.js';
import { AccountsService, type Account } from '../../vendor/accounts.service.js';
import { isMerchantBizId } from '../../contract/merchant-biz-id.js';
import { checkPage, readPage, type Page, type PageRequest } from '../../validation/page.js';
import { ERASURE_CURSOR, erasureReceipt, type ErasureReceipt } from './erasure-receipt.js';

/**
 * The delays before the vendor deletion is retried; the first is also the lease of its first attempt. No jitter: each
 * process deletes one at a time.
 */
const DELETION_BACKOFF: Backoff = { initialDelayMs: 30_000, maxDelayMs: 2 ** 12 * 30_000 };

/**
 * Erases verifications: stores the erasure, deletes the verification from the database, then at the vendor. A worker
 * completes interrupted erasures.
 */
@Injectable()
export class ErasureService implements WorkerTask {
  readonly name = 'erase';
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    private readonly store: ErasureStore,
    private readonly verifications: VerificationStore,
    private readonly calls: ResilientClient,
    private readonly accounts: AccountsService,
    private readonly pauses: TenantPausesService,
    private readonly telemetry: TelemetryService,
    private readonly notifier: WorkerNotifierService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async erase(merchantBizId: string, force: boolean, by?: Operator): Promise<ErasureReceipt> {
    if (!isMerchantBizId(merchantBizId)) throw new IdVerificationError('not_found');
    const [idHash] = merchantBizIdHashes(merchantBizId, this.options);
    const requested = await this.store.request(
      uuidv7(),
      merchantBizId,
      idHash,
      force,
      DELETION_BACKOFF.initialDelayMs,
      by,
    );
    if (requested === undefined) return this.withoutRow(merchantBizId);
    await this.store.wipe();
    const wiped = await this.store.get(requested.id);
    if (wiped?.state === 'DELETING') await this.deleteAtVendor(wiped);
    if (wiped?.state === 'ERASING') {
      // A delivery is still running. It may end before the lease is released, so the worker is notified.
      await this.store.release(wiped.id);
      this.notifier.notify(this.name);
    }
    return erasureReceipt((await this.store.get(requested.id)) ?? requested);
  }

  /** @throws IdVerificationValidationError */
  async list(page: PageRequest): Promise<Page<ErasureReceipt>> {
    checkPage(page);
    const { items, nextCursor } = await readPage(page, ERASURE_CURSOR, (window) => this.store.list(window));
    return { items: items.map(erasureReceipt), nextCursor };
  }

  dueAt(): Sql {
    return this.store.nextErasure();
  }

  /** Continues erasures that are in progress. One deletion at a time, so that a shutdown waits for no others. */
  async runOnce(stopping: AbortSignal): Promise<boolean> {
    await this.store.wipe();
    const paused = this.pauses.of(DELETE_VERIFY_RESULT.name);
    const record = stopping.aborted ? undefined : await this.store.claimDeletion(DELETION_BACKOFF, paused);
    if (record === undefined) return false;
    if (stopping.aborted) await this.store.release(record.id);
    else await this.deleteAtVendor(record);
    return true;
  }

  /** No erasure was stored: one is in progress or completed, the verification is open, or it never existed. */
  private async withoutRow(merchantBizId: string): Promise<ErasureReceipt> {
    const receipt = await this.store.find(merchantBizIdHashes(merchantBizId, this.options));
    const row = await this.verifications.find(merchantBizId);
    if (row !== undefined && receipt?.verificationId !== row.id) {
      throw new IdVerificationError('verification_open', { hint: 'Wait for its end, or force it.' });
    }
    if (receipt === undefined) throw new IdVerificationError('not_found');
    return erasureReceipt(receipt);
  }

  private async deleteAtVendor(record: StoredErasure): Promise<void> {
    const outcome = await this.requestDeletion(record);
    if (outcome === 'PENDING') return;
    await this.store.finish(record.id, outcome);
    this.telemetry.erasure(outcome);
    this.logger.log(logLine('erasure_done', { receipt: record.id, vendorDeletion: outcome }));
  }

  private async requestDeletion({
    id,
    transactionId,
    vendorAccount,
    tenant,
    vendorDeletesAt,
    readAt,
  }: StoredErasure): Promise<VendorDeletion> {
    if (transactionId === null) return 'NEVER_THERE';
    let account: Account | undefined;
    try {
      account = await this.accounts.of(tenant);
      const parameters = { TransactionId: transactionId, DeleteAfterQuery: 'N', DeleteType: 'All' };
      if (await this.calls.call(DELETE_VERIFY_RESULT, parameters, { account })) return 'DELETED';
    } catch (error) {
      if (!(error instanceof IdVerificationError)) throw error;
      if (error.code === 'transaction_invalid' && this.isOurs(id, vendorAccount, account)) return 'DELETED';
      // Any other refusal may come from a proxy or a gateway: it is retried until the vendor has deleted the data
      // anyway.
      if (error.code === 'parameters_refused') return 'UNSUPPORTED';
      this.pauses.pause(DELETE_VERIFY_RESULT.name, tenant, error);
      const postponedMs = rejectedForMs(error);
      if (postponedMs !== undefined)
        await this.store.postpone(id, Math.max(postponedMs, DELETION_BACKOFF.initialDelayMs));
    }
    const deletedByItself = vendorDeletesAt !== null && vendorDeletesAt <= readAt;
    return deletedByItself ? 'DELETED' : 'PENDING';
  }

  /** With credentials of another account or region the vendor reports every id as unknown, deleted or not. */
  private isOurs(receipt: string, stored: string | null, account: Account | undefined): boolean {
    if (isVendorAccount(stored, { ...this.options, ...account })) return true;
    const hint = 'Compare account and region with those that the verification was initialized with.';
    this.logger.warn(logLine('erasure_not_found', { receipt, hint }));
    return false;
  }
}
