import type { DataSource } from 'typeorm';

/** Any fixed number; every process of the application asks for the same lock. */
const MIGRATION_LOCK = 0x5a_3d_1e_07;

/** Brings the application's own tables up to date. The lock lets one process work while the others wait. */
export async function migrateApplication(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await dataSource.runMigrations({ transaction: 'all' });
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await lock.release();
  }
}
