/**
 * Calls back when somebody wants the sandbox to end. Whoever asks twice does not want to wait: the process leaves at
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
