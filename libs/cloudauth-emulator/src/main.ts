import { inFlags } from './command/flag-of-option.js';
import { helpText } from './command/help.js';
import { FlagError, readFlags } from './command/read-flags.js';
import { CloudauthEmulator } from './emulator.js';
import { InvalidInputError } from './validation/invalid-input.error.js';

const MISUSED = 2;

async function run(): Promise<void> {
  const options = readFlags(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(helpText());
    return;
  }
  const emulator = await CloudauthEmulator.start({ ...options, log: (line) => print(line) });
  print(`listening on ${emulator.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}

function print(line: string): void {
  process.stdout.write(`cloudauth-emulator: ${line}\n`);
}

function explain(error: unknown): string {
  if (error instanceof FlagError) return error.message;
  if (error instanceof InvalidInputError) return inFlags(error);
  return error instanceof Error ? error.message : String(error);
}

run().catch((error: unknown) => {
  const misused = error instanceof FlagError || error instanceof InvalidInputError;
  const advice = misused ? '\nTry: cloudauth-emulator --help' : '';
  process.stderr.write(`cloudauth-emulator: ${explain(error)}${advice}\n`);
  process.exitCode = misused ? MISUSED : 1;
});
