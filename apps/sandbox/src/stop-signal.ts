const PARENT_CHECK_MS = 500;

/**
 * Calls back on a signal to end the sandbox, and when the shell is gone in which npm started it: npm passes signals to
 * that shell alone. A second signal means not to wait: the process exits at once, and its programs notice that and
 * stop by themselves.
 */
export function onStopSignal(stop: () => void): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      stop();
    });
  }
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!asked) process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  watch.unref();
}
