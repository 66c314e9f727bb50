import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A verification decides one onboarding, and a caller that repeats a start finds the one it has. */
export class OneOnboardingForEachVerification1764100000000 implements MigrationInterface {
  readonly name = 'OneOnboardingForEachVerification1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE onboarding ADD CONSTRAINT onboarding_merchant_biz_id UNIQUE (merchant_biz_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE onboarding DROP CONSTRAINT onboarding_merchant_biz_id');
  }
}
