import { parseArgs } from 'node:util';
import {
  CLOUDAUTH_REGIONS,
  resolveEndpoint,
  type CloudauthNetwork,
  type CloudauthRegion,
} from '../contract/endpoint.js';
import type { CloudauthCredentials } from '../contract/credentials.js';
import { FLAGS, type Flag, type FlagName } from './flags.js';

/** The settings that the doctor checks. An absent setting is not checked. */
export interface DoctorSettings {
  readonly region: CloudauthRegion;
  readonly product: string;
  readonly network: CloudauthNetwork;
  readonly endpoint: string | undefined;
  readonly sandbox: boolean;
  readonly credentials: CloudauthCredentials | undefined;
  readonly databaseUrl: string | undefined;
  readonly schema: string | undefined;
  readonly migrationsTable: string | undefined;
  readonly callbackUrl: string | undefined;
  readonly timeoutMs: number;
  readonly json: boolean;
}

/** An invalid flag or variable. The message contains its name and never its value. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads each setting from its flag, or else from the environment.
 *
 * @returns `help` if the command line requests it
 * @throws UsageError
 */
export function readSettings(args: readonly string[], environment: Environment): DoctorSettings | 'help' {
  const { values, positionals } = parse(args);
  if (values['help'] === true || positionals.length === 0) return 'help';
  if (positionals.length > 1 || positionals[0] !== 'doctor')
    throw new UsageError('the one command is: doctor');
  const text = (flag: FlagName) => textOf(flag, values, environment);
  const sandbox = values['sandbox'] === true || environment['SANDBOX'] === 'true';
  return {
    region: choice('region', text('region'), CLOUDAUTH_REGIONS) ?? 'cn-hongkong',
    product: text('product') ?? 'FACE_LIVENESS',
    network: choice('network', text('network'), ['public', 'vpc']) ?? 'public',
    endpoint: endpointOf(text('endpoint'), sandbox),
    sandbox,
    credentials: credentialsIn(environment),
    databaseUrl: databaseUrlIn(environment),
    schema: text('schema'),
    migrationsTable: text('migrations-table'),
    callbackUrl: text('callback-url'),
    timeoutMs: timeoutOf(text('timeout-ms')),
    json: values['json'] === true,
  };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  const flags: [string, Flag][] = Object.entries(FLAGS);
  const options = Object.fromEntries(
    flags.map(([name, { placeholder }]) => [
      name,
      { type: placeholder === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // The rest of Node's message is advice about positional arguments.
    throw new UsageError(error instanceof Error ? error.message.split('. ')[0] : 'the flags cannot be read');
  }
}

function textOf(flag: FlagName, values: Values, environment: Environment): string | undefined {
  const { variable }: Flag = FLAGS[flag];
  const value = values[flag] ?? (variable === undefined ? undefined : environment[variable]?.trim());
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function choice<const Value extends string>(
  flag: FlagName,
  value: string | undefined,
  values: readonly Value[],
): Value | undefined {
  const chosen = values.find((candidate) => candidate === value);
  if (value !== undefined && chosen === undefined) {
    throw new UsageError(`${named(flag)} must be one of ${values.join(', ')}`);
  }
  return chosen;
}

function endpointOf(value: string | undefined, sandbox: boolean): string | undefined {
  if (value === undefined) return undefined;
  if (sandbox && !value.includes('://')) {
    throw new UsageError(`${named('endpoint')} must be http://host:port in the sandbox`);
  }
  try {
    const url = resolveEndpoint({ region: 'cn-hongkong', network: 'public', endpoint: value });
    if (/^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return value;
  } catch {
    // Reported below, like every other value that is no address.
  }
  throw new UsageError(`${named('endpoint')} must be a host, host:port or https://host:port without a path`);
}

function timeoutOf(value: string | undefined): number {
  const timeoutMs = Number(value ?? 10_000);
  if (Number.isInteger(timeoutMs) && timeoutMs >= 100 && timeoutMs <= 60_000) return timeoutMs;
  throw new UsageError(`${named('timeout-ms')} must be a whole number from 100 to 60000`);
}

function credentialsIn(environment: Environment): CloudauthCredentials | undefined {
  const accessKeyId = environment['ALIBABA_CLOUD_ACCESS_KEY_ID']?.trim();
  const accessKeySecret = environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET']?.trim();
  const securityToken = environment['ALIBABA_CLOUD_SECURITY_TOKEN']?.trim();
  if (!accessKeyId && !accessKeySecret) return undefined;
  if (!accessKeyId || !accessKeySecret) {
    throw new UsageError(
      'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set together',
    );
  }
  return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
}

function databaseUrlIn(environment: Environment): string | undefined {
  const url = environment['DATABASE_URL']?.trim();
  if (!url) return undefined;
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return url;
  throw new UsageError('DATABASE_URL must have the form postgres://user:password@host:5432/name');
}

function named(flag: FlagName): string {
  const { variable }: Flag = FLAGS[flag];
  return variable === undefined ? `--${flag}` : `--${flag} (${variable})`;
}
