import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** One refusal by the vendor only slows down a little; many in one window make moments void. */
export class CountThrottled1763856400000 implements MigrationInterface {
  readonly name = 'CountThrottled1763856400000';

  async up(runner: QueryRunner): Promise<void> {
    const quotas = tablePath(runner.connection, 'id_verification_quota');
    await runner.query(`ALTER TABLE ${quotas} 
        ADD COLUMN throttled_at timestamptz, ADD COLUMN throttled integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const quotas = tablePath(runner.connection, 'id_verification_quota');
    await runner.query(`ALTER TABLE ${quotas} DROP COLUMN throttled_at, DROP COLUMN throttled`);
  }
}
