import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An invitation bears a few starts that fail, and is answered again to the device that redeemed it. */
export class AttemptsOfInvitation1764400000000 implements MigrationInterface {
  readonly name = 'AttemptsOfInvitation1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invitation
        ADD COLUMN attempts smallint NOT NULL DEFAULT 0,
        ADD COLUMN device_hash bytea`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE invitation DROP COLUMN device_hash, DROP COLUMN attempts');
  }
}
