/** What works wherever this package does not. */
export const ALTERNATIVE = 'set DATABASE_URL to use a PostgreSQL server of your own';

/** The one error of this package. Its message names the cause and the fix and never holds the password. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
