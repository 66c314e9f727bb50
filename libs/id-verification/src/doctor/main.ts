import { existsSync } from 'node:fs';
import { doctor } from './doctor.js';

/** Settings from `.env` in the folder of the process, as applications read them: what the environment has already wins. */
function loadSettingsFile(): void {
  if (process.env['SANDBOX'] === 'true' || !existsSync('.env')) return;
  try {
    process.loadEnvFile('.env');
  } catch {
    process.stderr.write('.env cannot be read, and is not used.\n');
  }
}

/** The entry point of the program, not part of the module; only the doctor reads the environment. */
async function run(): Promise<void> {
  loadSettingsFile();
  const { code, output, error } = await doctor(process.argv.slice(2), process.env);
  process.stdout.write(output);
  process.stderr.write(error);
  process.exitCode = code;
}

void run();
