import { setTimeout as delay } from 'node:timers/promises';

/** A bound for what never comes, and no promise of speed: a test that ends before it names what it waited for. */
const LONGEST_WAIT_MS = 110_000;

/** Waits until a condition holds, however slow the machine is. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LONGEST_WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`Never came to hold: ${String(holds)}`);
    await delay(1);
  }
}
