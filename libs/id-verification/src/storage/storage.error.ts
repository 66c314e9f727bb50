import { IdVerificationError } from '../errors/id-verification.error.js';

const HINTS: Readonly<Record<string, string>> = {
  '42P01':
    'The library’s tables do not exist. Call migrateIdVerification(dataSource) before the application starts.',
  '42703': 'The library’s tables are out of date. Call migrateIdVerification(dataSource).',
  '42501': 'The database user lacks a privilege on the library’s tables.',
};

/**
 * The database did not execute a statement. Takes the place of the driver's error, whose statement and values stay
 * out of logs this way.
 *
 * @publicApi
 */
export class IdVerificationStorageError extends IdVerificationError {
  override readonly name = 'IdVerificationStorageError';

  /** PostgreSQL's five-character code, or a code of Node's such as `ECONNREFUSED`. */
  readonly sqlState: string | undefined;

  constructor(cause: unknown) {
    const sqlState = codeOf(cause);
    const hint = sqlState === undefined ? undefined : HINTS[sqlState];
    super('storage_unavailable', {
      message: `The database is not available (${sqlState ?? 'unknown reason'})`,
      ...(hint !== undefined && { hint }),
    });
    this.sqlState = sqlState;
  }
}

/** PostgreSQL: a unique index holds the value already. */
export const UNIQUE_VIOLATION = '23505';

/** PostgreSQL: a value is too long for its column, or is no text that it can hold. */
export function isDataException(sqlState: string | undefined): boolean {
  return sqlState?.startsWith('22') ?? false;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[A-Z0-9_]{1,40}$/.test(error.code) ? error.code : undefined;
}
