import type { InitializeVerificationDto } from 'nestjs-id-verification';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** How many starts one invitation leads to at the most, whether they fail or are repeated: each may be a vendor call. */
export const MOST_ATTEMPTS = 5;

/** The parameters of Initialize that depend on the language of the pages. */
export type LanguageParameters = Pick<InitializeVerificationDto, 'languageConfig' | 'returnUrl'>;

/**
 * Leave to start one verification of one user, once, on whichever device comes first. Neither its token nor the
 * person can be read from it.
 */
@Entity('invitation')
@Unique('invitation_token_hash', ['tokenHash'])
@Index('invitation_expires_at', ['expiresAt'])
export class Invitation {
  /** The verification's id, once there is one. */
  @PrimaryColumn('varchar', {
    name: 'merchant_biz_id',
    length: 32,
    primaryKeyConstraintName: 'invitation_pkey',
  })
  merchantBizId!: string;

  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  /** The MerchantUserId; only the token opens it. */
  @Column('bytea', { name: 'sealed_user' })
  sealedUser!: Buffer;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'redeemed_at', precision: 3, nullable: true })
  redeemedAt!: Date | null;

  /** How often the token was redeemed and let through to initialize. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  /** The device that redeemed it; only the token identifies it. */
  @Column('bytea', { name: 'device_hash', nullable: true })
  deviceHash!: Buffer | null;

  /** The parameters of the first attempt that depend on its language: a later one repeats the same request. */
  @Column('jsonb', { nullable: true })
  language!: LanguageParameters | null;
}

/** As it was read, by the database's time: clocks of processes differ, and may step. */
export type ReadInvitation = Invitation & { readonly isTooOld: boolean };
