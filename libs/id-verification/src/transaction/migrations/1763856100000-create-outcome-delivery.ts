import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tablePath } from '../data-source.js';

/** The tables of outcome handlers and of what is on its way to them. */
export class CreateOutcomeDelivery1763856100000 implements MigrationInterface {
  readonly name = 'CreateOutcomeDelivery1763856100000';

  async up(runner: QueryRunner): Promise<void> {
    // `connection` and not `dataSource`: the former exists in TypeORM 0.3 too.
    const [transactions, handlers, deliveries] = [
      'id_verification_transaction',
      'id_verification_handler',
      'id_verification_delivery',
    ].map((table) => tablePath(runner.connection, table));
    await runner.query(`
      CREATE TABLE ${handlers} (
        instance varchar(64) NOT NULL,
        name varchar(128) NOT NULL,
        outcomes text[] NOT NULL,
        since timestamptz(3) NOT NULL,
        seen_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_id_verification_handler PRIMARY KEY (instance, name)
      )`);
    await runner.query(`
      CREATE TABLE ${deliveries} (
        verification_id uuid NOT NULL,
        handler varchar(128) NOT NULL,
        instance varchar(64) NOT NULL,
        state varchar(16) NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz(3) NOT NULL,
        last_error varchar(100),
        created_at timestamptz(3) NOT NULL,
        delivered_at timestamptz(3),
        CONSTRAINT pk_id_verification_delivery PRIMARY KEY (verification_id, handler),
        CONSTRAINT fk_id_verification_delivery_transaction FOREIGN KEY (verification_id)
          REFERENCES ${transactions} (id) ON DELETE CASCADE,
        CONSTRAINT ck_id_verification_delivery_state CHECK (state IN ('OPEN', 'DELIVERED', 'DEAD'))
      )`);
    await runner.query(`CREATE INDEX ix_id_verification_delivery_due
      ON ${deliveries} (instance, next_attempt_at) WHERE state = 'OPEN'`);
    await runner.query(`CREATE INDEX ix_id_verification_delivery_dead
      ON ${deliveries} (instance, handler) WHERE state = 'DEAD'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${tablePath(runner.connection, 'id_verification_delivery')}`);
    await runner.query(`DROP TABLE ${tablePath(runner.connection, 'id_verification_handler')}`);
  }
}
