import { IdVerificationConfigurationError } from 'nestjs-id-verification';
import { ConfigurationError } from './configuration.error.js';

/**
 * Why an application did not start, for the operator who starts it: what to do where that is known, and nothing of a
 * driver's message, which may name users and hosts.
 *
 * @publicApi
 */
export function startupFailure(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof IdVerificationConfigurationError)
    return error.message;
  if (error instanceof Error && error.message === NO_TLS)
    return 'The database cannot be used: it offers no TLS. Check DATABASE_URL: its sslmode.';
  const code = codeOf(error);
  if (code !== undefined && /^E[A-Z_]+$|^\w{5}$/.test(code)) {
    const part = PARTS.find(({ codes }) => codes.test(code))?.part ?? 'address, and that the server runs';
    return `The database cannot be used (${code}). Check DATABASE_URL: its ${part}.`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : 'The application did not start.';
}

/** Of the driver, which gives it no code. */
const NO_TLS = 'The server does not support SSL connections';

/** The part of DATABASE_URL that a code of the driver or of PostgreSQL is about. */
const PARTS: readonly { readonly codes: RegExp; readonly part: string }[] = [
  { codes: /^(ENOTFOUND|EAI_[A-Z]+)$/, part: 'host, whose name has no address' },
  {
    codes: /^E(CONNREFUSED|HOSTUNREACH|NETUNREACH|TIMEDOUT)$/,
    part: 'host and port, and that the server runs',
  },
  { codes: /^28/, part: 'user name and password' },
  { codes: /^3D/, part: 'database name, which the server does not have' },
];

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The error of `listen` as a {@link ConfigurationError} that names the setting at fault. */
export function listenFailure(error: unknown, hostSetting: string): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return refusal('PORT', 'is taken: stop the program that has it, or set another port');
  }
  if (code === 'EACCES') return refusal('PORT', 'may not be used by this user: set one above 1023');
  if (code === undefined || !/^E[A-Z_]+$/.test(code)) return error;
  return refusal(hostSetting, `must be an address of this machine, or a name of one (${code})`);
}

function refusal(setting: string, fix: string): ConfigurationError {
  return new ConfigurationError([{ setting, fix }]);
}
