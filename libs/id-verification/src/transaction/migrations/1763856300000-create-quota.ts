import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** The table by which all processes share the vendor's limits. */
export class CreateQuota1763856300000 implements MigrationInterface {
  readonly name = 'CreateQuota1763856300000';

  async up(runner: QueryRunner): Promise<void> {
    // `connection` and not `dataSource`: the former exists in TypeORM 0.3 too.
    const quotas = tablePath(runner.connection, 'id_verification_quota');
    // The fill factor leaves room for new versions of a row beside it: rows are updated with every vendor call.
    await runner.query(`
      CREATE TABLE ${quotas} (
        account varchar(64) NOT NULL,
        endpoint varchar(255) NOT NULL,
        operation varchar(32) NOT NULL,
        per_second integer NOT NULL,
        window_ms integer NOT NULL,
        granted timestamptz[] NOT NULL,
        background_at timestamptz,
        spacing_ms double precision NOT NULL,
        slowed_at timestamptz,
        CONSTRAINT pk_id_verification_quota PRIMARY KEY (account, endpoint, operation)
      ) WITH (fillfactor = 20)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${tablePath(runner.connection, 'id_verification_quota')}`);
  }
}
