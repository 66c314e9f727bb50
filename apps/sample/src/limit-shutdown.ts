/** Before an orchestrator's own patience ends, which is 30 s by default, so that the log says what happened. */
const LONGEST_SHUTDOWN_MS = 28_000;

/** Ends the process where its shutdown does not come to an end; leases and transactions end by themselves then. */
export function limitShutdown(): void {
  const end = () => {
    process.stderr.write(`The shutdown took longer than ${LONGEST_SHUTDOWN_MS} ms.\n`);
    process.exit(1);
  };
  setTimeout(end, LONGEST_SHUTDOWN_MS).unref();
}
