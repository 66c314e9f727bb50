/**
 * Calls back on a signal to end the sandbox. A second signal means not to wait: the process exits at
 * once, and its programs notice that and stop by themselves.
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
}
