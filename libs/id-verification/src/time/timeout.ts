import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for work at most for the timeout in milliseconds, in real time. Work that has timed out continues unobserved.
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result | 'timed-out'> {
  const settled = new AbortController();
  const timeout = delay(timeoutMs, 'timed-out' as const, { signal: settled.signal });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    settled.abort();
    timeout.catch(() => undefined);
  }
}
