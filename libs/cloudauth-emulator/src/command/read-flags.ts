import { parseArgs } from 'node:util';
import type { EmulatorOptions } from '../options/options.js';
import { FLAGS, type Flag, type FlagName } from './flags.js';

/** A flag that is unknown, has no value or has an invalid one. The message names the flag. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The vendor's limit in Hong Kong and Singapore. */
const DEFAULT_QPS = 10;

/** The environment variable for `--access-key-secret`. */
export const SECRET_VARIABLE = 'CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET';

/** The flags of `listen`, a first try without any: the keys that examples use, and Nest's usual port. */
export function listenFlags(flags: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  return [
    '--access-key-id=test-id',
    ...(environment[SECRET_VARIABLE] ? [] : ['--access-key-secret=test-secret']),
    '--forward-to=http://127.0.0.1:3000',
    // Of two flags of one name the later one counts.
    ...flags,
  ];
}

/** Turns the command line into options; `help` if the command line requests it. @throws FlagError */
export function readFlags(args: readonly string[], environment: NodeJS.ProcessEnv): EmulatorOptions | 'help' {
  const values = parse(args);
  if (values['help'] === true) return 'help';
  const text = (flag: FlagName) => textOf(values, flag);
  const whole = (flag: FlagName) => wholeOf(values, flag);
  return {
    accessKeys: [accessKeyOf(values, environment)],
    port: whole('port') ?? 4010,
    host: text('host'),
    publicUrl: text('public-url'),
    stateFile: text('state-file'),
    forwardTo: text('forward-to'),
    seed: whole('seed'),
    qps: whole('qps') ?? DEFAULT_QPS,
    otherClientsQps: whole('other-clients-qps'),
    transactionLifetimeMs: whole('transaction-lifetime-ms'),
    expiredResponse: choice(values, 'expired-response', ['ProcessNotCompleted', 'TransactionIdInvalid']),
    callbackNames: choice(values, 'callback-names', ['example', 'prose']),
    callbackTimeoutMs: whole('callback-timeout-ms'),
    checkCallbackUrl: values['skip-callback-check'] !== true,
    products: text('products')?.split(','),
    deleteSuccessCode: choice(values, 'delete-success-code', ['200', 'Success']),
    singleUseUrl: values['reusable-url'] !== true,
    deleteSupported: values['delete-unsupported'] !== true,
    keepAliveTimeoutMs: whole('keep-alive-timeout-ms'),
  };
}

function parse(args: readonly string[]): Values {
  const entries: [string, Flag][] = Object.entries(FLAGS);
  const options = Object.fromEntries(
    entries.map(([name, { type }]) => [name, { type: type === 'switch' ? 'boolean' : 'string' } as const]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new FlagError(firstSentence(error));
  }
}

/** The rest of Node's message is advice about positional arguments, which this command does not have. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : 'the flags cannot be read';
  return message.split('. ')[0] ?? message;
}

function textOf(values: Values, flag: FlagName): string | undefined {
  const value = values[flag];
  if (value === '') throw new FlagError(`--${flag} needs a value`);
  return typeof value === 'string' ? value : undefined;
}

function wholeOf(values: Values, flag: FlagName): number | undefined {
  const value = textOf(values, flag);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw new FlagError(`--${flag} must be a whole number`);
  return Number(value);
}

function choice<T extends string>(values: Values, flag: FlagName, choices: readonly T[]): T | undefined {
  const value = textOf(values, flag);
  const chosen = choices.find((choice) => choice === value);
  if (value !== undefined && chosen === undefined)
    throw new FlagError(`--${flag} must be one of ${choices.join(', ')}`);
  return chosen;
}

function accessKeyOf(values: Values, environment: NodeJS.ProcessEnv): EmulatorOptions['accessKeys'][number] {
  const id = textOf(values, 'access-key-id');
  const secret = textOf(values, 'access-key-secret') ?? environment[SECRET_VARIABLE];
  const securityToken = textOf(values, 'security-token');
  if (id === undefined) throw new FlagError('--access-key-id is required');
  if (!secret) throw new FlagError(`--access-key-secret (or ${SECRET_VARIABLE}) is required`);
  return { id, secret, ...(securityToken !== undefined && { securityToken }) };
}
