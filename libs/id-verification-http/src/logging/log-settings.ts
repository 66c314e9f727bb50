import type { Level } from 'pino';

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
  readonly version?: string | undefined;
}
