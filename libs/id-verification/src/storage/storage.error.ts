import { QueryFailedError } from 'typeorm';
import { IdVerificationError } from '../errors/id-verification.error.js';

const HINTS: Readonly<Record<string, string>> = {
  '42P01':
    'The library’s tables do not exist. Call migrateIdVerification(dataSource) before the application starts.',
  '42703': 'The library’s tables are out of date. Call migrateIdVerification(dataSource).',
  '42501': 'The database user lacks a privilege on the library’s tables.',
  '25006':
    'The server accepts no writes: it is a standby, or `default_transaction_read_only` is on. Connect to the primary.',
  '26000':
    'A prepared statement is gone: a pooler or the host discarded it. Set `preparedStatements: false`.',
  '25P03':
    'The server ended the session by `idle_in_transaction_session_timeout`. Raise it for the database role.',
  '25P04': 'The server ended the session by `transaction_timeout`. Raise it for the database role.',
  '55P03': 'The server ended a wait for a lock by `lock_timeout`. Raise it for the database role.',
  '57014':
    'The server or an operator canceled the statement. Look at `statement_timeout` of the database role.',
  '57P01': 'The server ended the session: it stops, fails over, or an operator ended it.',
  '57P05': 'The server ended the session by `idle_session_timeout`. Raise it for the database role.',
  '53300': 'The server has no connection left. Lower `poolSize`, or raise `max_connections`.',
  ETIMEDOUT:
    'The server did not respond in time, or no connection of the pool became free. Look at the server, or raise `poolSize`.',
};

/** The package `pg` is not installed. */
export const DRIVER_MISSING = 'DRIVER_MISSING';

/** Conflicts, and prepared statements that a connection has lost: nothing was done, and a repetition succeeds. */
const CONFLICTS = new Set(['26000', '42P05', '40001', '40P01', '55P03']);

/** The connection is lost, or leads to a server that is not the primary any more. A new one may lead to it. */
const UNUSABLE_CONNECTION = /^(25006|26000|57P0[1-5]|08...)$/;

const RESPONSE_LOST = /^(57P0[1-5]|08...|ECONNRESET|EPIPE)$/;

const ENDED_BY_SERVER = /^(25006|25P0[34]|55P03|57P0[1-5])$/;

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
      message: `${isRefusal(sqlState) ? 'The database refused a statement' : 'The database is not available'} (${sqlState ?? 'unknown reason'})`,
      ...(hint !== undefined && { hint }),
    });
    this.sqlState = sqlState;
  }
}

/** Whether a prepared statement is unknown to the connection, or one of its name exists already. */
export function isPreparedStatementLost({ sqlState }: IdVerificationStorageError): boolean {
  return sqlState === '26000' || sqlState === '42P05';
}

/** PostgreSQL: a unique index holds the value already. */
export const UNIQUE_VIOLATION = '23505';

/** PostgreSQL: a value is too long for its column, or is no text that it can hold. */
export function isDataException(sqlState: string | undefined): boolean {
  return sqlState?.startsWith('22') ?? false;
}

export function isConflict(error: unknown): boolean {
  return error instanceof IdVerificationStorageError && CONFLICTS.has(error.sqlState ?? '');
}

/** Whether the server took the statement as one that writes, and takes no writes: nothing was done. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof IdVerificationStorageError && error.sqlState === '25006';
}

/** The error of a session that the server ended, or of a statement that it refused by its state or settings. */
export function endedByServer(error: unknown): IdVerificationStorageError | undefined {
  const ended = error instanceof QueryFailedError ? new IdVerificationStorageError(error) : error;
  const isEnded = ended instanceof IdVerificationStorageError && ENDED_BY_SERVER.test(ended.sqlState ?? '');
  return isEnded ? ended : undefined;
}

export function isUnusableConnection(error: unknown): boolean {
  return error instanceof IdVerificationStorageError && UNUSABLE_CONNECTION.test(error.sqlState ?? '');
}

/**
 * Whether the connection broke before the response: the statement may have been executed. After a statement timeout no
 * lease is left for a repetition.
 */
export function isResponseLost(error: unknown): boolean {
  return error instanceof IdVerificationStorageError && RESPONSE_LOST.test(error.sqlState ?? '');
}

/** Whether the server refused the statement. After any other error it may have been executed. */
export function isRefused(error: unknown): boolean {
  return error instanceof IdVerificationStorageError && isRefusal(error.sqlState);
}

/** The server works, and did not run this statement: data, constraints, conflicts, syntax, its timeouts. */
function isRefusal(sqlState: string | undefined): boolean {
  return /^(2[1-3]|40|42|54|55P03|57014)/.test(sqlState ?? '');
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  if (error.name === 'DriverPackageNotInstalledError') return DRIVER_MISSING;
  // What the driver and its pool say without a code.
  if (/timeout/i.test(error.message)) return 'ETIMEDOUT';
  return error.message.startsWith('Connection terminated') ? 'ECONNRESET' : undefined;
}
