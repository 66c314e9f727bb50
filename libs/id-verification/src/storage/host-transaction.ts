import type { EventEmitter } from 'node:events';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import { COMMIT, disconnect, type Connections, type Result, type Statement } from './connections.js';
import { sql } from './sql.js';
import type { SqlClient } from './sql.client.js';
import { endedByServer, IdVerificationStorageError } from './storage.error.js';

/** The result of a database transaction. */
interface TransactionResult<Value> {
  readonly value: Value;
  /** Undefined if it is unknown or the work has abandoned the transaction. */
  readonly isCommitted: boolean | undefined;
}

const BEGIN: Statement = { text: 'START TRANSACTION ISOLATION LEVEL READ COMMITTED', values: [] };
/** The warning of a COMMIT outside of a database transaction. */
const NO_ACTIVE_TRANSACTION = '25P01';

/**
 * Runs the host's work in its own database transaction, on one connection, visible to the host's subscribers.
 *
 * @param work may abandon the database transaction by the session's `pg_backend_pid()`: the session is terminated
 * @throws what `work` or a subscriber throws; IdVerificationStorageError in place of the driver's error of the
 *   transaction's own statements
 */
export async function inHostTransaction<Value>(
  client: Pick<SqlClient, 'connections' | 'run'>,
  work: (runner: QueryRunner, abandon: (processId: number) => Promise<void>) => Promise<Value>,
): Promise<TransactionResult<Value>> {
  const { connections } = client;
  return connections.use(async (runner) => {
    const session = await watchSession(runner);
    let isAbandoned = false;
    try {
      await ofTransaction(connections, runner, start(connections, runner));
      const value = await work(runner, (processId) => {
        isAbandoned = true;
        return endSession(client, runner, processId);
      });
      if (!isAbandoned) session.assertOpen();
      if (connections.isGone(runner)) return { value, isCommitted: undefined };
      let isCommitted: boolean | undefined;
      const committed = commit(connections, runner, (command) => (isCommitted = command === 'COMMIT'));
      await ofTransaction(connections, runner, committed);
      return { value, isCommitted };
    } catch (error) {
      if (runner.isTransactionActive && !connections.isGone(runner)) {
        await connections.withinLimit(runner, runner.rollbackTransaction()).catch(() => undefined);
      }
      // Statements on a session that the server has ended fail without its reason.
      if (!isAbandoned && endedByServer(error) === undefined) session.assertOpen();
      throw error;
    } finally {
      session.unwatch();
      // The work may have left a savepoint open; a connection with an open transaction must not return to the pool.
      if (runner.isTransactionActive && !connections.isGone(runner)) await disconnect(runner);
    }
  });
}

/** Starts a database transaction of TypeORM, which sends the isolation level in a statement of its own. */
async function start(connections: Connections, runner: QueryRunner): Promise<void> {
  const ofTypeOrm = runner.query;
  runner.query = async (text: string, ...rest: never[]) => {
    if (text === 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED') return undefined;
    if (text !== 'START TRANSACTION') return ofTypeOrm.call(runner, text, ...rest);
    return (await queryForTypeOrm(connections, runner, BEGIN)).rows;
  };
  await runner.startTransaction('READ COMMITTED').finally(() => (runner.query = ofTypeOrm));
}

/**
 * Commits a database transaction of TypeORM, which does not return the command tag.
 *
 * @param onTag not called when the work had ended the database transaction itself: then the tag proves nothing
 */
async function commit(
  connections: Connections,
  runner: QueryRunner,
  onTag: (command: string) => void,
): Promise<void> {
  const ofTypeOrm = runner.query;
  runner.query = async (text: string, ...rest: never[]) => {
    if (text !== 'COMMIT') return ofTypeOrm.call(runner, text, ...rest);
    const connection: EventEmitter = await runner.connect();
    let isOpen = true;
    const onNotice = ({ code }: { readonly code?: string }): void => {
      if (code === NO_ACTIVE_TRANSACTION) isOpen = false;
    };
    connection.on('notice', onNotice);
    try {
      const { rows, command } = await queryForTypeOrm(connections, runner, COMMIT);
      if (isOpen) onTag(command);
      return rows;
    } finally {
      connection.off('notice', onNotice);
    }
  };
  await runner.commitTransaction().finally(() => (runner.query = ofTypeOrm));
}

/** @throws QueryFailedError like a query of TypeORM */
async function queryForTypeOrm(
  connections: Connections,
  runner: QueryRunner,
  statement: Statement,
): Promise<Result<unknown>> {
  try {
    return await connections.query(runner, statement);
  } catch (error) {
    throw error instanceof Error ? new QueryFailedError(statement.text, [...statement.values], error) : error;
  }
}

/** @throws IdVerificationStorageError in place of the driver's error */
async function ofTransaction(
  connections: Connections,
  runner: QueryRunner,
  statement: Promise<void>,
): Promise<void> {
  try {
    await connections.withinLimit(runner, statement);
  } catch (error) {
    throw error instanceof QueryFailedError ? new IdVerificationStorageError(error) : error;
  }
}

async function endSession(
  client: Pick<SqlClient, 'run'>,
  runner: QueryRunner,
  processId: number,
): Promise<void> {
  await disconnect(runner);
  // A running statement would continue in the server and keep its locks.
  await client.run(sql`SELECT pg_terminate_backend(${processId}, 5000)`).catch(() => undefined);
}

/** Follows whether the server ends the session between two statements, which only the connection reports. */
async function watchSession(runner: QueryRunner): Promise<{ assertOpen(): void; unwatch(): void }> {
  const connection: EventEmitter = await runner.connect();
  let ended: IdVerificationStorageError | undefined;
  const onError = (error: unknown): void => {
    ended ??= endedByServer(new IdVerificationStorageError(error));
  };
  connection.on('error', onError);
  return {
    assertOpen: () => {
      if (ended !== undefined) throw ended;
    },
    unwatch: () => connection.off('error', onError),
  };
}
