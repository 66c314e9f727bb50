import type { FreeSlots } from '../../storage/delivery.store.js';
import type { RegisteredHandler } from './outcome-handlers.service.js';

/**
 * Allocates the free delivery slots. One slot is reserved for each idle handler as far as possible, so that a slow or
 * busy handler does not delay the others; the remaining slots go to the deliveries that are due first.
 *
 * @param registered the handlers that this process registers
 * @param running the handler of each delivery in flight or reserved
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

/** The handlers of an outcome that get a slot for one more delivery, without the slots reserved for other idle handlers. */
export function reservableHandlers({ total, handlers }: FreeSlots, outcome: string): string[] {
  const registered = handlers.filter(({ outcomes }) => outcomes.includes(outcome));
  const busy = registered.filter(({ isIdle }) => !isIdle);
  const names = [
    ...registered.filter(({ isIdle }) => isIdle).slice(0, total),
    ...busy.slice(0, busy[0]?.most ?? 0),
  ];
  return names.map(({ name }) => name);
}

/** The most slots: less than half of the pool, because a handler may need a second connection. */
export function maxSlots(poolSize: number): number {
  return Math.max(1, Math.ceil(poolSize / 2) - 1);
}
