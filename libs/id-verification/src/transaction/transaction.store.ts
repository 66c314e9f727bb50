import { Injectable } from '@nestjs/common';
import type { Lease } from './lease.js';
import { Statements } from './statements.js';
import { ALL_COLUMNS } from './transaction-columns.js';
import type { VerificationStatus } from './verification-status.js';
import type { VerificationTransaction } from './verification-transaction.entity.js';

/** What a start puts on record before the vendor hears of it. */
export type TransactionDraft = Pick<
  VerificationTransaction,
  | 'id'
  | 'merchantBizId'
  | 'merchantUserId'
  | 'hashKeyId'
  | 'requestFingerprint'
  | 'productCode'
  | 'sceneCode'
  | 'securityLevel'
  | 'model'
  | 'docVideo'
  | 'appQualityCheck'
  | 'metadata'
>;

/** A row together with the database's time at which it was read. */
export type TransactionSeen = VerificationTransaction & { readonly seenAt: Date };

/** What to list; `after` is the last row of the page before. */
export interface TransactionQuery {
  readonly status: VerificationStatus | undefined;
  readonly merchantUserIds: readonly string[] | undefined;
  readonly createdFrom: Date | undefined;
  readonly createdBefore: Date | undefined;
  readonly after: { readonly createdAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/**
 * The vendor's TransactionId is dead this long after it was issued, and a start that nobody finishes is given up
 * after as long. Source: the vendor's page "Initialize".
 */
export const TRANSACTION_LIFETIME_MS = 30 * 60_000;

/** What the column holds. A verification is never lost over an id that only support asks for. */
export const LONGEST_REQUEST_ID = 128;

/** The statements that put verifications on record, start them and read them. */
@Injectable()
export class TransactionStore {
  constructor(private readonly statements: Statements) {}

  /** Inserts the row under a lease. Gives nothing where the MerchantBizId is taken. */
  async reserve(draft: TransactionDraft, lease: Lease): Promise<VerificationTransaction | undefined> {
    return this.statements.one<VerificationTransaction>(
      {
        sql: `
      INSERT INTO ${this.statements.transactions} AS t (
        id, instance, merchant_biz_id, merchant_user_id, hash_key_id, request_fingerprint, product_code,
        scene_code, security_level, model, doc_video, app_quality_check, metadata,
        status, lease_token, lease_until, next_due_at, started_at, created_at, updated_at)
      SELECT $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
        'INITIALIZING', $15, now + $16 * interval '1 ms', now + $17 * interval '1 ms', now, now, now
      FROM clock
      ON CONFLICT (instance, merchant_biz_id) DO NOTHING
      RETURNING ${ALL_COLUMNS}`,
      },
      [
        draft.id,
        this.statements.instance,
        draft.merchantBizId,
        ...requestColumns(draft),
        lease.token,
        lease.milliseconds,
        TRANSACTION_LIFETIME_MS,
      ],
    );
  }

  /**
   * Takes over a row that was seen without a running lease. The row keeps its id, and with it its callback token.
   * Gives nothing where somebody was faster.
   */
  async takeOver(
    seen: TransactionSeen,
    draft: TransactionDraft,
    lease: Lease,
  ): Promise<VerificationTransaction | undefined> {
    return this.statements.one<VerificationTransaction>(
      {
        sql: `
      UPDATE ${this.statements.transactions} AS t SET
        merchant_user_id = $4, hash_key_id = $5, request_fingerprint = $6, product_code = $7, scene_code = $8,
        security_level = $9, model = $10, doc_video = $11, app_quality_check = $12, metadata = $13,
        status = 'INITIALIZING', sub_code = NULL, completed_at = NULL, initialize_request_id = NULL,
        lease_token = $14, lease_until = now + $15 * interval '1 ms', next_due_at = now + $16 * interval '1 ms',
        attempts = attempts + 1, started_at = now, updated_at = now
      FROM clock
      WHERE id = $2 AND lease_token IS NOT DISTINCT FROM $3 AND status IN ('INITIALIZING', 'REJECTED')
      RETURNING ${ALL_COLUMNS}`,
      },
      [
        seen.id,
        seen.leaseToken,
        ...requestColumns(draft),
        lease.token,
        lease.milliseconds,
        TRANSACTION_LIFETIME_MS,
      ],
    );
  }

  /**
   * Records the vendor's answer. Gives nothing where the lease is not ours any more.
   *
   * @param nextDueMs when the vendor is asked for a result by itself, in milliseconds from now
   */
  async markPending(
    id: string,
    leaseToken: string,
    answer: {
      readonly transactionId: string;
      readonly protocol: string | undefined;
      readonly transactionUrl: string | undefined;
      readonly requestId: string | undefined;
      readonly livemode: boolean;
    },
    nextDueMs: number,
  ): Promise<VerificationTransaction | undefined> {
    return this.statements.one<VerificationTransaction>(
      {
        sql: `
      UPDATE ${this.statements.transactions} AS t SET
        status = 'PENDING', transaction_id = $4, protocol = $5, transaction_url = $6,
        initialize_request_id = left($7, ${LONGEST_REQUEST_ID}), livemode = $8,
        lease_token = NULL, lease_until = NULL, attempts = 0,
        expires_at = now + $9 * interval '1 ms', next_due_at = now + $10 * interval '1 ms', updated_at = now
      FROM clock
      WHERE id = $2 AND lease_token = $3 AND status = 'INITIALIZING'
      RETURNING ${ALL_COLUMNS}`,
      },
      [
        id,
        leaseToken,
        answer.transactionId,
        answer.protocol ?? null,
        answer.transactionUrl ?? null,
        answer.requestId ?? null,
        answer.livemode,
        TRANSACTION_LIFETIME_MS,
        nextDueMs,
      ],
    );
  }

  /** Records that the vendor refused for good. False where the lease is not ours any more. */
  async reject(
    id: string,
    leaseToken: string,
    refusal: { readonly subCode: string; readonly requestId: string | undefined },
  ): Promise<boolean> {
    const row = await this.statements.one(
      {
        sql: `
      UPDATE ${this.statements.transactions} AS t SET
        status = 'REJECTED', sub_code = $4, initialize_request_id = left($5, ${LONGEST_REQUEST_ID}),
        completed_at = now,
        lease_token = NULL, lease_until = NULL, updated_at = now
      FROM clock
      WHERE id = $2 AND lease_token = $3 AND status = 'INITIALIZING'
      RETURNING ${ALL_COLUMNS}`,
      },
      [id, leaseToken, refusal.subCode, refusal.requestId ?? null],
    );
    return row !== undefined;
  }

  /** Gives the lease back, so that a retry need not wait for its end. False where it is not ours any more. */
  async release(id: string, leaseToken: string): Promise<boolean> {
    const row = await this.statements.one(
      {
        sql: `
      UPDATE ${this.statements.transactions} AS t SET lease_token = NULL, lease_until = NULL, updated_at = now
      FROM clock
      WHERE id = $2 AND lease_token = $3 AND status = 'INITIALIZING'
      RETURNING ${ALL_COLUMNS}`,
      },
      [id, leaseToken],
    );
    return row !== undefined;
  }

  /** Removes a row of which the vendor never heard. False where the lease is not ours any more. */
  async remove(id: string, leaseToken: string): Promise<boolean> {
    const row = await this.statements.one(
      {
        sql: `
      DELETE FROM ${this.statements.transactions} WHERE id = $2 AND lease_token = $3 AND status = 'INITIALIZING'
      RETURNING id`,
      },
      [id, leaseToken],
    );
    return row !== undefined;
  }

  async find(merchantBizId: string): Promise<TransactionSeen | undefined> {
    return this.statements.one<TransactionSeen>(
      {
        sql: `
      SELECT ${ALL_COLUMNS}, now AS "seenAt" FROM ${this.statements.transactions} AS t, clock
      WHERE instance = $2 AND merchant_biz_id = $3`,
      },
      [this.statements.instance, merchantBizId],
    );
  }

  /** Newest first; ties are broken by id, so that pages neither repeat nor miss a row. */
  async list(query: TransactionQuery): Promise<VerificationTransaction[]> {
    const parameters: unknown[] = [this.statements.instance];
    // The time stands in front as $1.
    const given = (value: unknown): string => `$${parameters.push(value) + 1}`;
    const conditions = [
      'instance = $2',
      query.status && `status = ${given(query.status)}`,
      query.merchantUserIds && `merchant_user_id = ANY(${given(query.merchantUserIds)})`,
      query.createdFrom && `created_at >= ${given(query.createdFrom)}`,
      query.createdBefore && `created_at < ${given(query.createdBefore)}`,
      query.after && `(created_at, id) < (${given(query.after.createdAt)}, ${given(query.after.id)})`,
    ].filter((condition) => condition !== undefined);
    return this.statements.run<VerificationTransaction>(
      {
        sql: `
      SELECT ${ALL_COLUMNS} FROM ${this.statements.transactions} AS t WHERE ${conditions.join(' AND ')}
      ORDER BY created_at DESC, id DESC LIMIT ${given(query.limit)}`,
      },
      parameters,
    );
  }
}

function requestColumns(draft: TransactionDraft): unknown[] {
  return [
    draft.merchantUserId,
    draft.hashKeyId,
    draft.requestFingerprint,
    draft.productCode,
    draft.sceneCode,
    draft.securityLevel,
    draft.model,
    draft.docVideo,
    draft.appQualityCheck,
    draft.metadata,
  ];
}
