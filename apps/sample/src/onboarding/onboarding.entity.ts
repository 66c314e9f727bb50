import type { VerificationReason } from 'nestjs-id-verification';
import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/**
 * Where an onboarding stands. `WAITING` for its verification; then once and for ever `APPROVED` when the user
 * passed, `DECLINED` when the user failed, `LAPSED` without a verdict: not finished in time, canceled, erased.
 */
export const ONBOARDING_STATES = ['WAITING', 'APPROVED', 'DECLINED', 'LAPSED'] as const;

export type OnboardingState = (typeof ONBOARDING_STATES)[number];

/** The link in the verification's metadata; callers neither read nor set names that begin with `_`. */
export const ONBOARDING_ID = '_onboardingId';

/** A user who becomes a customer once a verification has passed. Who it is, the caller knows. */
@Entity('onboarding')
@Check('onboarding_state', `"state" IN ('WAITING', 'APPROVED', 'DECLINED', 'LAPSED')`)
@Check('onboarding_decided', `("state" = 'WAITING') = ("decided_at" IS NULL)`)
@Unique('onboarding_merchant_biz_id', ['merchantBizId'])
export class Onboarding {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'onboarding_pkey' })
  id!: string;

  @Column('varchar', { length: 16 })
  state!: OnboardingState;

  /** The verification that decides. */
  @Column('varchar', { name: 'merchant_biz_id', length: 32 })
  merchantBizId!: string;

  /** Why it was decided so. */
  @Column('varchar', { length: 32, nullable: true })
  reason!: VerificationReason | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;
}
