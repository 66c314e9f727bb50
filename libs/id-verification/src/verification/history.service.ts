import { Inject, Injectable } from '@nestjs/common';
import { isMerchantBizId } from '../contract/merchant-biz-id.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { merchantBizIdHashes } from '../keys/merchant-biz-id-hashes.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { HistoryStore, type HistoryEvent } from '../storage/history.store.js';
import type { Operator } from '../storage/record-event.js';
import type { VerificationEventType } from '../storage/verification-event.js';
import { verificationReason, type VerificationReason } from '../storage/verification-reason.js';
import type { VerificationStatus } from '../storage/verification-status.js';
import { operatorOf, type OperatorAction } from './operator-action.js';

/**
 * One event of a verification. It contains neither personal data of the user nor a message of the vendor.
 *
 * @publicApi
 */
export interface VerificationEvent {
  readonly type: VerificationEventType;
  readonly at: Date;
  /** The status of an end. */
  readonly status: VerificationStatus | undefined;
  /** The meaning of status and code of an end. */
  readonly reason: VerificationReason | undefined;
  /** A code of the vendor or the library, or the class of a handler's error. */
  readonly code: string | undefined;
  /** The vendor's RequestId. */
  readonly requestId: string | undefined;
  /** The outcome handler. */
  readonly handler: string | undefined;
  /** The number of the attempt to deliver, from 1. */
  readonly attempt: number | undefined;
  /** The operator who did it. */
  readonly by: { readonly actor: string; readonly reason: string | undefined } | undefined;
}

/** Reads what happened to verifications. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly store: HistoryStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async history(merchantBizId: string): Promise<VerificationEvent[]> {
    if (!isMerchantBizId(merchantBizId)) throw new IdVerificationError('not_found');
    const rows = await this.store.read(merchantBizId, merchantBizIdHashes(merchantBizId, this.options));
    if (rows.length === 0) throw new IdVerificationError('not_found');
    return rows.map(verificationEvent);
  }

  /** @throws IdVerificationValidationError */
  operator(merchantBizId: string, action: OperatorAction): Operator | undefined {
    return operatorOf(merchantBizId, action, this.options);
  }
}

function verificationEvent({ actor, reason, ...row }: HistoryEvent): VerificationEvent {
  const { status, code, endReason } = row;
  return {
    type: row.type,
    at: row.at,
    status: row.status ?? undefined,
    // What a sub-code means depends on the product; only a failed verification has one, and it stays failed.
    reason: (status === 'FAILED' ? endReason : status && verificationReason(status, code)) ?? undefined,
    code: row.code ?? undefined,
    requestId: row.requestId ?? undefined,
    handler: row.handler ?? undefined,
    attempt: row.attempt ?? undefined,
    by: actor === null ? undefined : { actor, reason: reason ?? undefined },
  };
}
