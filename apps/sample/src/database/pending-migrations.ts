import { pendingIdVerificationMigrations } from 'nestjs-id-verification';
import { MigrationExecutor, type DataSource } from 'typeorm';

/** The tables are older than the application. */
export class PendingMigrationsError extends Error {
  override readonly name = 'PendingMigrationsError';

  constructor(readonly migrations: readonly string[]) {
    super(
      `The database lacks ${migrations.join(', ')}. Run \`npm run migrate\` (node apps/sample/dist/migrate.js) and start again.`,
    );
  }
}

/**
 * Lets no process serve on tables that it does not know. Migrations that only a newer release knows are no matter:
 * that is what a rolling update looks like to the processes that are replaced.
 *
 * @throws PendingMigrationsError
 */
export async function refusePendingMigrations(dataSource: DataSource): Promise<void> {
  const own = await new MigrationExecutor(dataSource).getPendingMigrations();
  const pending = [...(await pendingIdVerificationMigrations(dataSource)), ...own.map(({ name }) => name)];
  if (pending.length > 0) throw new PendingMigrationsError(pending);
}
