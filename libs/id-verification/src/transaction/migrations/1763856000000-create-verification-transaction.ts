import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** The table of verifications. */
export class CreateVerificationTransaction1763856000000 implements MigrationInterface {
  readonly name = 'CreateVerificationTransaction1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    // `connection` and not `dataSource`: the former exists in TypeORM 0.3 too.
    const table = tablePath(runner.connection, 'id_verification_transaction');
    await runner.query(`
      CREATE TABLE ${table} (
        id uuid NOT NULL,
        instance varchar(64) NOT NULL,
        merchant_biz_id varchar(32) NOT NULL,
        transaction_id varchar(128),
        merchant_user_id text NOT NULL,
        hash_key_id varchar(32) NOT NULL,
        request_fingerprint varchar(64) NOT NULL,
        product_code varchar(32) NOT NULL,
        scene_code varchar(10),
        security_level varchar(2) NOT NULL,
        model varchar(32),
        doc_video varchar(1),
        app_quality_check varchar(1),
        metadata jsonb NOT NULL DEFAULT '{}',
        status varchar(16) NOT NULL,
        sub_code varchar(100),
        livemode boolean,
        protocol text,
        transaction_url text,
        initialize_request_id varchar(128),
        check_request_id varchar(128),
        lease_token uuid,
        lease_until timestamptz(3),
        next_due_at timestamptz(3) NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        started_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3),
        completed_at timestamptz(3),
        claimed_at timestamptz(3),
        hinted_at timestamptz(3),
        checked_at timestamptz(3),
        invalid_since timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_id_verification_transaction PRIMARY KEY (id),
        CONSTRAINT ck_id_verification_transaction_status
          CHECK (status IN ('INITIALIZING', 'PENDING', 'PASSED', 'FAILED', 'EXPIRED', 'REJECTED')),
        CONSTRAINT ck_id_verification_transaction_pending
          CHECK (status NOT IN ('PENDING', 'PASSED', 'FAILED')
                 OR (transaction_id IS NOT NULL AND expires_at IS NOT NULL)),
        CONSTRAINT ck_id_verification_transaction_link
          CHECK (status = 'PENDING' OR (protocol IS NULL AND transaction_url IS NULL))
      )`);
    await runner.query(`CREATE UNIQUE INDEX uq_id_verification_transaction_biz_id
      ON ${table} (instance, merchant_biz_id)`);
    await runner.query(`CREATE UNIQUE INDEX uq_id_verification_transaction_transaction_id
      ON ${table} (transaction_id) WHERE transaction_id IS NOT NULL`);
    await runner.query(`CREATE INDEX ix_id_verification_transaction_due
      ON ${table} (instance, next_due_at) WHERE status IN ('INITIALIZING', 'PENDING')`);
    await runner.query(`CREATE INDEX ix_id_verification_transaction_newest
      ON ${table} (instance, created_at, id)`);
    await runner.query(`CREATE INDEX ix_id_verification_transaction_status
      ON ${table} (instance, status, created_at, id)`);
    await runner.query(`CREATE INDEX ix_id_verification_transaction_user
      ON ${table} (instance, merchant_user_id, created_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${tablePath(runner.connection, 'id_verification_transaction')}`);
  }
}
