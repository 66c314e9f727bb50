import type { EntityManager, QueryRunner } from 'typeorm';

/** The part of a database transaction that its user gets. */
export interface RevocableTransaction {
  readonly manager: EntityManager;
  /** Revokes the runner: later statements are rejected. */
  revoke(): void;
}

/**
 * Makes a database transaction revocable. A statement after its end would run outside the database transaction and be
 * committed although that was rolled back. The user gets a wrapper; subscribers of the host use the runner itself, also
 * during and after the commit.
 */
export function revocable(runner: QueryRunner): RevocableTransaction {
  let isRevoked = false;
  const connect = async (): Promise<unknown> => {
    if (isRevoked) throw new DatabaseTransactionClosedError();
    return runner.connect();
  };
  const view: QueryRunner = Object.create(runner, {
    connect: { value: connect },
    // Not that of a commit in progress, which connects the runner itself.
    query: { value: runner.query },
    // The user must not release the connection.
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

/** Thrown for a statement of a handler after it has returned, thrown or timed out. */
class DatabaseTransactionClosedError extends Error {
  override readonly name = 'DatabaseTransactionClosedError';

  constructor() {
    super(
      'The outcome handler has ended, and its EntityManager with it: wait for every statement inside it.',
    );
  }
}
