/**
 * Loaded into every program of the sandbox before its own code: when the sandbox is gone, however it went, the
 * channel to it breaks, and the program gets the signal to stop as if from the sandbox itself.
 */
const EXIT_TIMEOUT_MS = 5_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), EXIT_TIMEOUT_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});

// Waiting for the end of the sandbox is no reason to stay once the program's own work is done.
process.channel?.unref();

// The reader of the output ended together with the sandbox, which must not interrupt an orderly stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
