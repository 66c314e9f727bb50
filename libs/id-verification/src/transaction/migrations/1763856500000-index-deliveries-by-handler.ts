import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** A handler with nothing to do need not read past what waits for others. */
export class IndexDeliveriesByHandler1763856500000 implements MigrationInterface {
  readonly name = 'IndexDeliveriesByHandler1763856500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX ix_id_verification_delivery_handler
      ON ${tablePath(runner.connection, 'id_verification_delivery')} (instance, handler, next_attempt_at)
      WHERE state = 'OPEN'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${tablePath(runner.connection, 'ix_id_verification_delivery_handler')}`);
  }
}
