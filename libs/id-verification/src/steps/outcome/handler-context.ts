import { AsyncLocalStorage } from 'node:async_hooks';
import { IdVerificationError } from '../../errors/id-verification.error.js';

/** A handler's call; asynchronous work that outlives the call does not belong to it. */
interface HandlerCall {
  isRunning: boolean;
}

const insideHandler = new AsyncLocalStorage<HandlerCall>();

/** Runs an outcome handler in a context by which its calls of the service are recognised. */
export async function asHandler<Result>(handle: () => Promise<Result>): Promise<Result> {
  const call: HandlerCall = { isRunning: true };
  try {
    return await insideHandler.run(call, handle);
  } finally {
    call.isRunning = false;
  }
}

/**
 * Rejects calls from inside a handler. The service uses its own connections: it would not see the handler's database
 * transaction, and could deadlock with the handler on a small pool.
 *
 * @throws IdVerificationError `called_inside_handler`
 */
export function assertOutsideHandler(): void {
  if (insideHandler.getStore()?.isRunning !== true) return;
  throw new IdVerificationError('called_inside_handler', {
    hint: 'Everything about the outcome is in the handler’s first argument; use its EntityManager for the database, and call the service after the handler has returned.',
  });
}
