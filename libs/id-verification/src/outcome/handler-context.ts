import { AsyncLocalStorage } from 'node:async_hooks';
import { IdVerificationError } from '../errors/id-verification.error.js';

const insideHandler = new AsyncLocalStorage<true>();

/** Runs an outcome handler so that it can be told from other callers. */
export function asHandler<Result>(call: () => Result): Result {
  return insideHandler.run(true, call);
}

/**
 * The service works on connections of its own: called from inside a handler, which holds one, it could wait for
 * itself when the pool is small, and would see nothing of the handler's transaction.
 *
 * @throws IdVerificationError `called_inside_handler`
 */
export function assertOutsideHandler(): void {
  if (insideHandler.getStore() !== true) return;
  throw new IdVerificationError('called_inside_handler', {
    hint: 'Everything about the outcome is in the handler’s first argument; use its EntityManager for the database, and call the service after the handler has returned.',
  });
}
