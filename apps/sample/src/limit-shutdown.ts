/**
 * For what comes after the drain. With the default drain of 3 s it ends before an orchestrator's own patience, which is
 * 30 s by default, so that the log says what happened.
 */
const LONGEST_AFTER_DRAIN_MS = 25_000;

/**
 * Ends the process where its shutdown does not come to an end; leases and transactions end by themselves then.
 *
 * @param drainMs how long the process goes on serving first, which is no reason to end it
 */
export function limitShutdown(drainMs: number): void {
  const longestMs = drainMs + LONGEST_AFTER_DRAIN_MS;
  const end = () => {
    process.stderr.write(`The shutdown took longer than ${longestMs} ms.\n`);
    process.exit(1);
  };
  setTimeout(end, longestMs).unref();
}
