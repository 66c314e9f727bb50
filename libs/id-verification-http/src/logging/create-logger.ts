import { pino, stdTimeFunctions, type DestinationStream, type Level, type Logger } from 'pino';
import { requestContext } from './request-context.js';
import { textLines } from './text-lines.js';

/**
 * Formats of a log: one JSON object for each line, or text for a terminal.
 *
 * @publicApi
 */
export const LOG_FORMATS = ['json', 'text'] as const;

/**
 * Levels of a log by the names that operators type, with pino's names for them.
 *
 * @publicApi
 */
export const LOG_LEVELS = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'info',
  log: 'info',
  debug: 'debug',
  trace: 'trace',
  verbose: 'trace',
} as const satisfies Record<string, Level>;

/**
 * How and how much is logged.
 *
 * @publicApi
 */
export interface LogSettings {
  readonly format: (typeof LOG_FORMATS)[number];
  /** The least that is logged. */
  readonly level: keyof typeof LOG_LEVELS;
  /** Every line names it. */
  readonly service?: string;
  /** Every line names it. */
  readonly version?: string;
}

/** What no line may hold, whatever logs it. */
const SECRET_FIELDS = ['authorization', 'cookie', 'apiKeySecret', 'password', 'metaInfo', 'merchantUserId'];

/**
 * A pino logger in the form that log stores expect: ISO time, `level` by name, `message`, and the id of the request
 * that is served.
 *
 * @param destination the standard output unless given
 * @publicApi
 */
export function createLogger(
  { format, level, service, version }: LogSettings,
  destination: DestinationStream = pino.destination({ sync: true }),
): Logger {
  return pino(
    {
      level: LOG_LEVELS[level],
      messageKey: 'message',
      base: { pid: process.pid, service, version },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
      mixin: () => ({ ...requestContext.getStore() }),
      redact: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
    },
    format === 'json' ? destination : textLines(destination),
  );
}
