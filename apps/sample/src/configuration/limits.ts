import type { EnvironmentReader } from './environment-reader.js';
import type { SettingName } from './setting-names.js';

/** How much one caller may do; undefined is without a limit. */
export interface Limits {
  /** Requests with one API key in a minute, in one process. */
  readonly requestsPerKey: number | undefined;
  /** Starts with one API key in an hour, in all processes. */
  readonly verificationsPerKey: number | undefined;
  /** Starts for one user in an hour, in all processes. */
  readonly verificationsPerUser: number | undefined;
  /** Within which a whole request must have arrived, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** A start costs money; in the sandbox it does not. */
export function readLimits(reader: EnvironmentReader, sandbox: boolean): Limits {
  const limit = (setting: SettingName, live: number) =>
    readLimit(reader, setting, sandbox ? undefined : live);
  return {
    requestsPerKey: limit('REQUESTS_PER_KEY_PER_MINUTE', 600),
    verificationsPerKey: limit('VERIFICATIONS_PER_KEY_PER_HOUR', 1_000),
    verificationsPerUser: limit('VERIFICATIONS_PER_USER_PER_HOUR', 10),
    requestTimeoutMs: (reader.wholeNumber('REQUEST_TIMEOUT_SECONDS', 1, 300) ?? 20) * 1_000,
  };
}

function readLimit(
  reader: EnvironmentReader,
  setting: SettingName,
  fallback: number | undefined,
): number | undefined {
  if (reader.optional(setting) === 'off') return undefined;
  return reader.wholeNumber(setting, 1, 999_999_999) ?? fallback;
}
