import { mkdir } from 'node:fs/promises';
import { announce, invite, progress, say, sayDatabaseUrlIsNotUsed } from './announcements.js';
import { partsOf } from './parts.js';
import { assertPortsAreFree } from './ports.js';
import { SandboxError } from './sandbox.error.js';
import { Sandbox } from './sandbox.js';
import { readSettings } from './settings.js';
import { onStopSignal } from './stop-signal.js';

try {
  const settings = readSettings(process.env);
  if (settings.databaseUrl === undefined && process.env['DATABASE_URL']) sayDatabaseUrlIsNotUsed();
  await assertPortsAreFree(settings);
  await mkdir(settings.dataDirectory, { recursive: true });
  const sandbox = new Sandbox(partsOf(settings), announce, progress);
  onStopSignal(() => void sandbox.stop());
  await sandbox.run(() => invite(settings)).finally(() => sandbox.stop());
  say('Stopped.');
} catch (error) {
  process.stderr.write(`${error instanceof SandboxError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
