import { inFlags } from './command/flag-of-option.js';
import { helpText } from './command/help.js';
import { FlagError, listenFlags, readFlags } from './command/read-flags.js';
import { REMOTE_COMMANDS } from './command/remote-commands.js';
import { CloudauthEmulator } from './emulator.js';
import { InvalidInputError } from './validation/invalid-input.error.js';

const MISUSED = 2;

async function run(): Promise<void> {
  const [command = '', ...rest] = process.argv.slice(2);
  const remote = Object.hasOwn(REMOTE_COMMANDS, command) ? REMOTE_COMMANDS[command] : undefined;
  if (remote !== undefined) return remote(rest, (line) => void process.stdout.write(`${line}\n`));
  const flags = command === 'listen' ? listenFlags(rest, process.env) : process.argv.slice(2);
  const options = readFlags(flags, process.env);
  if (options === 'help') {
    process.stdout.write(helpText());
    return;
  }
  const emulator = await CloudauthEmulator.start({ ...options, log: (line) => print(line) });
  print(`listening on ${emulator.url}`);
  if (options.forwardTo !== undefined) print(`sends callbacks to ${options.forwardTo}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}

function print(line: string): void {
  process.stdout.write(`cloudauth-emulator: ${line}\n`);
}

function explain(error: unknown): string {
  if (error instanceof FlagError) return error.message;
  if (error instanceof InvalidInputError) return inFlags(error);
  if (!(error instanceof Error)) return String(error);
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `${error.message}: stop what listens there, or give another --port` : error.message;
}

run().catch((error: unknown) => {
  const misused = error instanceof FlagError || error instanceof InvalidInputError;
  const advice = misused ? '\nTry: cloudauth-emulator --help' : '';
  process.stderr.write(`cloudauth-emulator: ${explain(error)}${advice}\n`);
  process.exitCode = misused ? MISUSED : 1;
});
