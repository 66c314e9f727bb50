import type { FreeSlots } from '../../storage/delivery.store.js';
import type { RegisteredHandler } from './outcome-handlers.service.js';

/**
 * Shares out what may run at once. As far as there are enough, one slot is kept for each handler that has nothing
 * running, so that handlers which hang or have much to do delay no other; the rest goes to the deliveries that are due first.
 *
 * @param carried the handlers of this process
 * @param running the handler of each delivery under way
 */
export function allocateSlots(
  registered: readonly Pick<RegisteredHandler, 'name' | 'outcomes'>[],
  running: readonly string[],
  slots: number,
): FreeSlots {
  const total = Math.max(0, slots - running.length);
  const isIdle = (name: string): boolean => !running.includes(name);
  const common = Math.max(0, total - registered.filter(({ name }) => isIdle(name)).length);
  return {
    total,
    handlers: registered.map(({ name, outcomes }) => ({
      name,
      outcomes,
      isIdle: isIdle(name),
      most: common + (isIdle(name) ? 1 : 0),
    })),
  };
}

/** Below half of the pool: a handler may need a second connection while it holds the first. */
export function maxSlots(poolSize: number): number {
  return Math.max(1, Math.ceil(poolSize / 2) - 1);
}
