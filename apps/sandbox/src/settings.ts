import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { SandboxError } from './sandbox.error.js';

/** What can be chosen about a sandbox. */
export interface Settings {
  readonly samplePort: number;
  readonly emulatorPort: number;
  /** Holds the database, the emulator's state and the evidence. */
  readonly dataDirectory: string;
  /**
   * A database to use in place of the embedded one. It has a setting of its own: a shell's DATABASE_URL may lead to a
   * real database, on which no sandbox must run.
   */
  readonly databaseUrl: string | undefined;
  /** Names that look like settings of the sandbox and that nothing reads: most likely misspelt ones. */
  readonly unknown: readonly string[];
}

/** Where the sample's evidence sink writes. */
export function evidenceDirectory({ dataDirectory }: Pick<Settings, 'dataDirectory'>): string {
  return join(dataDirectory, 'evidence');
}

const DEFAULT_DATA_DIRECTORY = fileURLToPath(new URL('../../../.data', import.meta.url));

const OWN_NAMES = ['EMULATOR_PORT', 'SANDBOX_DATA_DIRECTORY', 'SANDBOX_DATABASE_URL'];

const OWN_PREFIX = /^(SANDBOX|EMULATOR)_/;

/** @throws SandboxError that says what to change */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  if (environment['NODE_ENV'] === 'production') {
    throw new SandboxError('The sandbox does not start with NODE_ENV=production: its keys are public.');
  }
  return {
    samplePort: portOf(environment, 'PORT', SANDBOX.port),
    emulatorPort: portOf(environment, 'EMULATOR_PORT', SANDBOX.emulatorPort),
    dataDirectory: resolve(environment['SANDBOX_DATA_DIRECTORY'] || DEFAULT_DATA_DIRECTORY),
    databaseUrl: databaseUrlOf(environment['SANDBOX_DATABASE_URL'] || undefined),
    unknown: Object.keys(environment).filter((name) => OWN_PREFIX.test(name) && !OWN_NAMES.includes(name)),
  };
}

/** Here and not by the sample, which would name the setting that it gets the address by. */
function databaseUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || isPostgresUrl(text)) return text;
  throw new SandboxError('SANDBOX_DATABASE_URL must have the form postgres://user:password@host:5432/name.');
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1;
}

function portOf(environment: NodeJS.ProcessEnv, setting: string, fallback: number): number {
  const text = environment[setting] || String(fallback);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new SandboxError(`${setting} must be a whole number from 1 to 65535.`);
}
