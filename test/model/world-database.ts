import {
  ID_VERIFICATION_ENTITIES,
  ID_VERIFICATION_MIGRATIONS,
  migrateIdVerification,
} from 'nestjs-id-verification';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { AUDIT_TABLES, type Move, type Row } from './audit.js';
import { LEDGER_TABLE } from './handlers.js';

/** One database for many histories, seen from outside of every process. */
export class WorldDatabase {
  private constructor(
    private readonly created: TestDatabase,
    private readonly pool: Pool,
  ) {}

  static async create(): Promise<WorldDatabase> {
    const created = await createTestDatabase('model');
    const pool = new Pool({ connectionString: created.url, max: 3 });
    pool.on('error', () => undefined);
    // Processes die here, and servers do not: waiting for the disk would take most of the time and show nothing.
    await pool.query(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
    END $$`);
    await migrate(created.url);
    await pool.query(LEDGER_TABLE);
    await pool.query(AUDIT_TABLES);
    return new WorldDatabase(created, pool);
  }

  get url(): string {
    return this.created.url;
  }

  async query<Found = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Found[]> {
    const { rows } = await this.pool.query(sql, [...values]);
    return rows;
  }

  /** The moves since the last time, in their order. */
  moves(): Promise<Move[]> {
    return this.query<Move>(
      'WITH taken AS (DELETE FROM audit RETURNING *) SELECT was, "is" FROM taken ORDER BY seq',
    );
  }

  async row(merchantBizId: string): Promise<Row | undefined> {
    const [found] = await this.query<{ row: Row }>(
      'SELECT to_jsonb(t) AS row FROM id_verification AS t WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    return found?.row;
  }

  async clear(): Promise<void> {
    // Handlers stay registered, and what deleting these leaves in the audit goes last.
    for (const table of [
      'id_verification',
      'id_verification_erasure',
      'id_verification_event',
      'id_verification_roll_up',
      'id_verification_roll_up_change',
      'ledger',
      'audit',
      'forsaken',
    ]) {
      await this.query(`DELETE FROM ${table}`);
    }
  }

  async drop(): Promise<void> {
    await this.pool.end();
    await this.created.drop();
  }
}

async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...ID_VERIFICATION_ENTITIES],
    migrations: [...ID_VERIFICATION_MIGRATIONS],
  });
  await dataSource.initialize();
  await migrateIdVerification(dataSource);
  await dataSource.destroy();
}
