import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An invitation bears a few attempts, and gets the same response again on the device that redeemed it. */
export class CreateInvitation1764300000000 implements MigrationInterface {
  readonly name = 'CreateInvitation1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE invitation (
        merchant_biz_id varchar(32) NOT NULL CONSTRAINT invitation_pkey PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT invitation_token_hash UNIQUE,
        sealed_user bytea NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        redeemed_at timestamptz(3),
        attempts smallint NOT NULL DEFAULT 0,
        device_hash bytea,
        language jsonb
      )`);
    await runner.query('CREATE INDEX invitation_expires_at ON invitation (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE invitation');
  }
}
