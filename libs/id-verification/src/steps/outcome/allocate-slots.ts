import type { FreeSlots } from '../../storage/delivery.store.js';
import type { RegisteredHandler } from './outcome-handlers.service.js';

/**
 * Allocates the free delivery slots. One slot is reserved for each idle handler as far as possible, so that a slow or
 * busy handler does not delay the others; the remaining slots go to the deliveries that are due first.
 *
 * @param carried the handlers that this process registers
 * @param running the handler of each delivery in flight
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

/** The most slots: less than half of the pool, because a handler may need a second connection. */
export function maxSlots(poolSize: number): number {
  return Math.max(1, Math.ceil(poolSize / 2) - 1);
}
