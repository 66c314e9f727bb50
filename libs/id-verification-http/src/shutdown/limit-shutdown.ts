/**
 * The time limit after the drain. With the default drain of 3 s the process exits before the default grace period of an
 * orchestrator, 30 s, so that the log says what happened.
 */
const LONGEST_AFTER_DRAIN_MS = 25_000;

/**
 * Exits if the shutdown does not end in time; leases and database transactions then end by themselves.
 *
 * @param drainMs how long the process still serves requests before, which does not count
 * @publicApi
 */
export function limitShutdown(drainMs: number): void {
  const longestMs = drainMs + LONGEST_AFTER_DRAIN_MS;
  const end = () => {
    process.stderr.write(`The shutdown took longer than ${longestMs} ms.\n`);
    process.exit(1);
  };
  setTimeout(end, longestMs).unref();
}
