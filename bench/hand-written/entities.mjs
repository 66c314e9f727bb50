import { EntitySchema } from 'typeorm';

const timestamp = { type: 'timestamptz' };
const nullable = { nullable: true };

/** The verifications of a hand-written integration. */
export const HandVerification = new EntitySchema({
  name: 'hand_verification',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    merchantBizId: { type: 'varchar', length: 32, unique: true },
    transactionId: { type: 'varchar', length: 128, unique: true, ...nullable },
    merchantUserId: { type: 'varchar' },
    sceneCode: { type: 'varchar', ...nullable },
    securityLevel: { type: 'varchar' },
    status: { type: 'varchar' },
    subCode: { type: 'varchar', ...nullable },
    protocol: { type: 'text', ...nullable },
    transactionUrl: { type: 'text', ...nullable },
    onboardingId: { type: 'uuid' },
    leaseToken: { type: 'uuid', ...nullable },
    leaseExpiresAt: { ...timestamp, ...nullable },
    expiresAt: { ...timestamp, ...nullable },
    completedAt: { ...timestamp, ...nullable },
    createdAt: { ...timestamp, createDate: true },
    updatedAt: { ...timestamp, updateDate: true },
  },
  indices: [{ columns: ['status'] }, { columns: ['createdAt'] }],
});

/** The outbox of the integration that keeps the guarantees. */
export const HandDelivery = new EntitySchema({
  name: 'hand_delivery',
  columns: {
    verificationId: { type: 'uuid', primary: true },
    handler: { type: 'varchar', primary: true },
    state: { type: 'varchar' },
    attempts: { type: 'integer', default: 0 },
    nextAttemptAt: timestamp,
  },
  indices: [{ columns: ['state', 'nextAttemptAt'] }],
});

/** The application's own table. */
export const Onboarding = new EntitySchema({
  name: 'onboarding',
  columns: { id: { type: 'uuid', primary: true }, approved: { type: 'boolean', default: false } },
});
