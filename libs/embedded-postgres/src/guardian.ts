/**
 * The process between an application and its PostgreSQL: it starts the server and takes it down when the application
 * asks, ends or is killed, which this process notices because their IPC channel closes.
 */
import { once } from 'node:events';

import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';
import { sweepEphemeralHomes } from './ephemeral-home.js';
import type { GuardianReport, LaunchRequest } from './guardian-messages.js';
import { launch } from './launch.js';

const leave = new AbortController();
process.once('disconnect', () => leave.abort());
process.once('SIGTERM', () => leave.abort());
// Ctrl-C and a closed terminal are for the application, which may still need its database to finish.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
// Nobody may be reading any more; a warning that cannot be written must not end this process.
process.stderr.on('error', () => undefined);

async function guard(request: LaunchRequest): Promise<number> {
  const left = once(leave.signal, 'abort');
  const database = await launch(request, leave.signal);
  const { url, version, server } = database;
  await report({ type: 'ready', url, version, server });
  if (request.ephemeral) void sweepEphemeralHomes();
  if (!leave.signal.aborted) await Promise.race([left, database.ended]);
  if (leave.signal.aborted) {
    await database.stop();
    return 0;
  }
  await report({
    type: 'ended',
    reason: `PostgreSQL ended (${await database.ended}).\n${database.logTail()}`,
  });
  await database.stop();
  return 1;
}

/** Settles when the message is out, or cannot be delivered because the application is gone. */
async function report(message: GuardianReport): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function reportFailure(error: unknown): Promise<number> {
  if (leave.signal.aborted) return 0;
  const { code, message } = error instanceof EmbeddedPostgresError ? error : unforeseen(error);
  await report({ type: 'failed', code, message });
  return 1;
}

function unforeseen(error: unknown): EmbeddedPostgresError {
  const said = error instanceof Error ? error.message : String(error);
  return new EmbeddedPostgresError('start_failed', `PostgreSQL could not be started: ${said}. ${REMEDY}`);
}

async function serve(request: LaunchRequest): Promise<void> {
  process.exitCode = await guard(request).catch(reportFailure);
  if (process.connected) process.disconnect();
}

process.once('message', (request: LaunchRequest) => void serve(request));
