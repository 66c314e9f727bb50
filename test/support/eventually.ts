import { vi } from 'vitest';

/** A bound for what never comes, and no promise of speed: no machine needs that long. */
const LONGEST_WAIT_MS = 60_000;

/** Waits until a condition holds, however slow the machine is. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const check = async (): Promise<void> => {
    if (!(await holds())) throw new Error(`Never came to hold: ${String(holds)}`);
  };
  await vi.waitFor(check, { interval: 10, timeout: LONGEST_WAIT_MS });
}
