import type { EnvironmentReader } from './environment-reader.js';
import type { SettingName } from './setting-names.js';

/** How much one caller may do; undefined is without a limit. */
export interface Limits {
  /** Requests with one API key in a minute, in one process. */
  readonly requestsPerKey: number | undefined;
  /** Starts with one API key in an hour, in all processes. */
  readonly startsPerKey: number | undefined;
  /** Starts for one person in an hour, in all processes. */
  readonly startsPerUser: number | undefined;
  /** Within which a whole request must have arrived, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** A start costs money; in the sandbox it does not. */
export function readLimits(reader: EnvironmentReader, sandbox: boolean): Limits {
  const limit = (setting: SettingName, live: number) =>
    readLimit(reader, setting, sandbox ? undefined : live);
  return {
    requestsPerKey: limit('REQUESTS_PER_KEY_PER_MINUTE', 600),
    startsPerKey: limit('STARTS_PER_KEY_PER_HOUR', 1_000),
    startsPerUser: limit('STARTS_PER_USER_PER_HOUR', 10),
    requestTimeoutMs: readRequestTimeout(reader),
  };
}

function readLimit(
  reader: EnvironmentReader,
  setting: SettingName,
  fallback: number | undefined,
): number | undefined {
  const text = reader.optional(setting);
  if (text === undefined) return fallback;
  if (text === 'off') return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    reader.refuse(setting, 'must be a whole number from 1 to 999999999, or off');
  return Number(text);
}

function readRequestTimeout(reader: EnvironmentReader): number {
  const seconds = reader.optional('REQUEST_TIMEOUT_SECONDS') ?? '20';
  if (!/^([1-9]\d?|[12]\d\d|300)$/.test(seconds)) {
    reader.refuse('REQUEST_TIMEOUT_SECONDS', 'must be a whole number of seconds, 1 to 300');
  }
  return Number(seconds) * 1_000;
}
