import type { QueryRunner } from 'typeorm';

/** What ends a transaction passes always. */
const ENDINGS = ['COMMIT', 'ROLLBACK'];

/**
 * Makes it possible to revoke a database transaction from its user. A statement that came after the end would be run outside
 * the transaction: PostgreSQL commits it by itself, though the transaction was rolled back.
 *
 * @returns ends the use: statements from then on are refused
 */
export function revocable(runner: QueryRunner): () => void {
  const query = runner.query.bind(runner);
  let isClosed = false;
  const guarded = async (sql: string, ...rest: unknown[]): Promise<unknown> => {
    if (isClosed && !ENDINGS.includes(sql)) throw new DatabaseTransactionClosedError();
    return Reflect.apply(query, runner, [sql, ...rest]);
  };
  Reflect.set(runner, 'query', guarded);
  return () => {
    isClosed = true;
  };
}

/** A handler went on after it had returned, thrown or run out of time. */
class DatabaseTransactionClosedError extends Error {
  override readonly name = 'DatabaseTransactionClosedError';

  constructor() {
    super(
      'The outcome handler has ended, and its EntityManager with it: wait for every statement inside it.',
    );
  }
}
