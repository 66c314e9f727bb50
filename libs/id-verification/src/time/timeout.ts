/**
 * Waits for work at most for the timeout in milliseconds, in real time. Work that has timed out continues unobserved.
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result | 'timed-out'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timed-out'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'timed-out' as const);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
