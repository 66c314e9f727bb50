import { announce, invite, progress, say, sayDatabaseUrlIsNotUsed, sayIsNoSetting } from './announcements.js';
import { ensureDataDirectory } from './data-directory.js';
import { partsOf } from './parts.js';
import { assertPortsAreFree } from './ports.js';
import { SandboxError } from './sandbox.error.js';
import { Sandbox } from './sandbox.js';
import { readSettings } from './settings.js';
import { onStopSignal } from './stop-signal.js';

try {
  const settings = readSettings(process.env);
  if (settings.databaseUrl === undefined && process.env['DATABASE_URL']) sayDatabaseUrlIsNotUsed();
  settings.unknown.forEach(sayIsNoSetting);
  await assertPortsAreFree(settings);
  await ensureDataDirectory(settings);
  const sandbox = new Sandbox(partsOf(settings), announce, progress);
  onStopSignal(() => void sandbox.stop());
  await sandbox.run(() => invite(settings)).finally(() => sandbox.stop());
  say('Stopped.');
} catch (error) {
  process.stderr.write(`${error instanceof SandboxError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
