import type { EntityManager, QueryRunner } from 'typeorm';

/** What its user has of a database transaction. */
export interface RevocableTransaction {
  readonly manager: EntityManager;
  /** Ends the use: statements from then on are refused. */
  revoke(): void;
}

/**
 * Makes it possible to revoke a database transaction from its user. A statement that came after the end would be run outside
 * the transaction: PostgreSQL commits it by itself, though the transaction was rolled back. The user has a view of its
 * own: subscribers of the host use the runner itself, also at the commit and after it.
 */
export function revocable(runner: QueryRunner): RevocableTransaction {
  let isRevoked = false;
  const connect = async (): Promise<unknown> => {
    if (isRevoked) throw new DatabaseTransactionClosedError();
    return runner.connect();
  };
  const view: QueryRunner = Object.create(runner, {
    connect: { value: connect },
    // The connection is not the user's to give back.
    release: { value: async () => undefined },
    manager: { value: undefined, writable: true },
  });
  const manager = runner.connection.createEntityManager(view);
  Object.assign(view, { manager });
  return {
    manager,
    revoke: () => {
      isRevoked = true;
    },
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
