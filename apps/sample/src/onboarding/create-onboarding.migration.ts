import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A verification decides one onboarding, and a caller that repeats a request finds the one it has. */
export class CreateOnboarding1764000000000 implements MigrationInterface {
  readonly name = 'CreateOnboarding1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE onboarding (
        id uuid NOT NULL CONSTRAINT onboarding_pkey PRIMARY KEY,
        state varchar(16) NOT NULL
          CONSTRAINT onboarding_state CHECK (state IN ('WAITING', 'APPROVED', 'DECLINED', 'LAPSED')),
        merchant_biz_id varchar(32) NOT NULL CONSTRAINT onboarding_merchant_biz_id UNIQUE,
        reason varchar(32),
        created_at timestamptz(3) NOT NULL,
        decided_at timestamptz(3),
        CONSTRAINT onboarding_decided CHECK ((state = 'WAITING') = (decided_at IS NULL))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE onboarding');
  }
}
