import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for work, but no longer than the timeout in milliseconds. Real time: it bounds real work, which no injected
 * clock can hurry. What has timed out goes on unobserved.
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
