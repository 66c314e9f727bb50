import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** The receipts of erasures, and the index by which old verifications are found. */
export class CreateErasure1763856200000 implements MigrationInterface {
  readonly name = 'CreateErasure1763856200000';

  async up(runner: QueryRunner): Promise<void> {
    // `connection` and not `dataSource`: the former exists in TypeORM 0.3 too.
    const erasures = tablePath(runner.connection, 'id_verification_erasure');
    const transactions = tablePath(runner.connection, 'id_verification_transaction');
    await runner.query(`
      CREATE TABLE ${erasures} (
        id uuid NOT NULL,
        instance varchar(64) NOT NULL,
        id_hash varchar(64) NOT NULL,
        state varchar(16) NOT NULL,
        vendor_deletion varchar(16) NOT NULL,
        verification_id uuid,
        transaction_id varchar(128),
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz(3) NOT NULL,
        requested_at timestamptz(3) NOT NULL,
        wiped_at timestamptz(3),
        vendor_deletes_at timestamptz(3),
        CONSTRAINT pk_id_verification_erasure PRIMARY KEY (id),
        CONSTRAINT ck_id_verification_erasure_state CHECK (state IN ('WIPING', 'DELETING', 'DONE')),
        CONSTRAINT ck_id_verification_erasure_vendor
          CHECK (vendor_deletion IN ('PENDING', 'DELETED', 'UNSUPPORTED', 'NEVER_THERE'))
      )`);
    await runner.query(`CREATE INDEX ix_id_verification_erasure_id_hash ON ${erasures} (instance, id_hash)`);
    await runner.query(`CREATE INDEX ix_id_verification_erasure_due
      ON ${erasures} (instance, next_attempt_at) WHERE state <> 'DONE'`);
    await runner.query(`CREATE INDEX ix_id_verification_transaction_completed
      ON ${transactions} (instance, completed_at) WHERE completed_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX ${tablePath(runner.connection, 'ix_id_verification_transaction_completed')}`,
    );
    await runner.query(`DROP TABLE ${tablePath(runner.connection, 'id_verification_erasure')}`);
  }
}
