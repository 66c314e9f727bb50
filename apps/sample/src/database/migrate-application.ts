import type { DataSource } from 'typeorm';

/** Any fixed number; every process of the application acquires the same lock. */
const MIGRATION_LOCK = 0x5a_3d_1e_07;

/**
 * Brings the application's own tables up to date. The lock lets one process work while the others wait.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrateApplication(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const run = await dataSource.runMigrations({ transaction: 'all' });
      return run.map(({ name }) => name);
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await lock.release();
  }
}
