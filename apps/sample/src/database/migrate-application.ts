import { MigrationExecutor, type DataSource } from 'typeorm';

/** Any fixed number; every process of the application acquires the same lock. */
const MIGRATION_LOCK = 0x5a_3d_1e_07;

/**
 * Brings the application's own tables up to date, in one database transaction: its lock lets one process work while the
 * others wait, also through a pooler in transaction mode.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrateApplication(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('READ COMMITTED');
    await runner.query(
      "SELECT set_config(name, '0', true) FROM pg_settings WHERE name ~ '^(statement|lock)_timeout$'",
    );
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const run = await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await runner.commitTransaction();
    return run.map(({ name }) => name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
