import { AsyncLocalStorage } from 'node:async_hooks';
import { IdVerificationError } from '../../errors/id-verification.error.js';

/** A handler's call; what it leaves running after its end is no part of it any more. */
interface HandlerCall {
  isRunning: boolean;
}

const insideHandler = new AsyncLocalStorage<HandlerCall>();

/** Runs an outcome handler so that its calls can be distinguished from other callers. */
export async function asHandler<Result>(handle: () => Promise<Result>): Promise<Result> {
  const call: HandlerCall = { isRunning: true };
  try {
    return await insideHandler.run(call, handle);
  } finally {
    call.isRunning = false;
  }
}

/**
 * The service works on connections of its own: called from inside a handler, which holds one, it could wait for
 * itself when the pool is small, and would see nothing of the handler's transaction.
 *
 * @throws IdVerificationError `called_inside_handler`
 */
export function assertOutsideHandler(): void {
  if (insideHandler.getStore()?.isRunning !== true) return;
  throw new IdVerificationError('called_inside_handler', {
    hint: 'Everything about the outcome is in the handler’s first argument; use its EntityManager for the database, and call the service after the handler has returned.',
  });
}
