import type { DataSource } from 'typeorm';
import { IdVerificationStorageError } from './storage.error.js';

/**
 * Runs one statement on a connection of its own and gives its rows.
 *
 * @throws IdVerificationStorageError in place of the driver's error, which holds the statement's values
 */
export async function runStatement<Row>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const { records } = await runner.query(sql, [...parameters], true);
    return records;
  } catch (error) {
    throw new IdVerificationStorageError(error);
  } finally {
    await runner.release();
  }
}
