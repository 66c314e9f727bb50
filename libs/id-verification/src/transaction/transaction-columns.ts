import type { VerificationTransaction } from './verification-transaction.entity.js';

/** The column of each property of {@link VerificationTransaction}. */
export const COLUMN_OF = {
  id: 'id',
  instance: 'instance',
  merchantBizId: 'merchant_biz_id',
  transactionId: 'transaction_id',
  merchantUserId: 'merchant_user_id',
  hashKeyId: 'hash_key_id',
  requestFingerprint: 'request_fingerprint',
  productCode: 'product_code',
  sceneCode: 'scene_code',
  securityLevel: 'security_level',
  model: 'model',
  docVideo: 'doc_video',
  appQualityCheck: 'app_quality_check',
  metadata: 'metadata',
  status: 'status',
  subCode: 'sub_code',
  livemode: 'livemode',
  protocol: 'protocol',
  transactionUrl: 'transaction_url',
  initializeRequestId: 'initialize_request_id',
  checkRequestId: 'check_request_id',
  leaseToken: 'lease_token',
  leaseUntil: 'lease_until',
  nextDueAt: 'next_due_at',
  attempts: 'attempts',
  startedAt: 'started_at',
  expiresAt: 'expires_at',
  completedAt: 'completed_at',
  claimedAt: 'claimed_at',
  hintedAt: 'hinted_at',
  checkedAt: 'checked_at',
  invalidSince: 'invalid_since',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof VerificationTransaction, string>;

/** A select list that gives whole rows under the entity's names. */
export const ALL_COLUMNS = Object.entries(COLUMN_OF)
  .map(([property, column]) => `t.${column} AS "${property}"`)
  .join(', ');
