import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';

import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';
import type { GuardianReport, LaunchRequest } from './guardian-messages.js';
import type { ProcessIdentity } from './process-table.js';
import { stopOrphan } from './stale-server.js';

/** The compiled guardian, also when this file is run from its source by a test. */
const GUARDIAN = fileURLToPath(new URL('../dist/guardian.js', import.meta.url));
/** Neither the application's secrets nor its NODE_OPTIONS are the guardian's business. */
const PASSED_ON = ['PATH', 'HOME', 'USERPROFILE', 'XDG_CACHE_HOME', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'];

/** More than the guardian takes for all its ways to stop a server. */
const FAREWELL_MS = 30_000;

export type ReadyReport = Extract<GuardianReport, { type: 'ready' }>;

/** Starts a guardian in a session of its own, where a terminal's Ctrl-C does not reach it. */
export function forkGuardian(request: LaunchRequest): ChildProcess {
  const guardian = fork(GUARDIAN, [], {
    // A folder that is always there, and that the server's uid may be in.
    cwd: parse(process.execPath).root,
    detached: true,
    env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  guardian.send(request, () => undefined);
  return guardian;
}

/** Waits for the guardian's verdict on its launch. */
export async function untilReady(guardian: ChildProcess): Promise<ReadyReport> {
  let complaints = '';
  guardian.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-2_000)));
  const lost = once(guardian, 'close').then(([code, signal]) => {
    throw new EmbeddedPostgresError(
      'guardian_lost',
      `The guardian of PostgreSQL ended before it was ready (${signal ?? `code ${code}`}). ${REMEDY}\n${complaints}`,
    );
  });
  const [report] = (await Promise.race([once(guardian, 'message'), lost])) as [GuardianReport];
  lost.catch(() => undefined);
  if (report.type === 'ready') return report;
  if (report.type === 'failed') throw new EmbeddedPostgresError(report.code, report.message);
  throw new EmbeddedPostgresError('start_failed', report.reason);
}

/** A guardian must not keep the application running that has nothing else to do. */
export function letGo(guardian: ChildProcess): void {
  guardian.unref();
  guardian.channel?.unref();
  guardian.stderr?.destroy();
}

/** Waits until guardian and server are gone, and says why. */
export async function untilGone(guardian: ChildProcess, server: ProcessIdentity): Promise<string> {
  let reason: string | undefined;
  guardian.on('message', (report: GuardianReport) => {
    if (report.type === 'ended') reason = report.reason;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    guardian.on('error', () => undefined).once('exit', (...how) => resolve(how));
  });
  // A guardian that was killed could not take its server down.
  await stopOrphan(server).catch(() => undefined);
  return reason ?? `The guardian of PostgreSQL ended (${signal ?? `exit code ${code}`}).`;
}

/** Asks the guardian to shut the server down and leave; kills it when it does not. */
export function dismiss(guardian: ChildProcess): void {
  guardian.ref();
  if (guardian.connected) guardian.disconnect();
  const patience = setTimeout(() => guardian.kill('SIGKILL'), FAREWELL_MS).unref();
  guardian.once('exit', () => clearTimeout(patience));
}
