import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

/**
 * Turns off the role's timeouts, so that a process can wait for another one's migration. Not every server has every
 * setting.
 */
const WITHOUT_TIMEOUTS = `SELECT set_config(name, '0', true) FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/**
 * Runs work in one database transaction under an advisory lock: one process works while the others wait, also through
 * a pooler in transaction mode.
 */
export async function underMigrationLock<Result>(
  dataSource: DataSource,
  lock: number,
  work: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    // A stricter level would not show what another process migrated while this one waited for the lock.
    await runner.startTransaction('READ COMMITTED');
    await runner.query(WITHOUT_TIMEOUTS);
    await runner.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/** Runs the pending migrations of the data source. @returns their names */
export async function runPending(dataSource: DataSource, runner: QueryRunner): Promise<string[]> {
  const run = await new MigrationExecutor(dataSource, runner).executePendingMigrations();
  return run.map(({ name }) => name);
}
