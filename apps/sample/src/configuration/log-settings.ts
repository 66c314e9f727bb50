import { LOG_LEVELS, type LogLevel } from '@nestjs/common';
import type { EnvironmentReader } from './environment-reader.js';

const FORMATS = ['json', 'text'] as const;

/** How and how much the application logs. */
export interface LogSettings {
  readonly format: (typeof FORMATS)[number];
  /** The least that is logged. */
  readonly level: LogLevel;
}

/** Live, log stores read along; in the sandbox a user does, who wants to see what goes wrong and nothing else. */
export function readLogSettings(reader: EnvironmentReader, sandbox: boolean): LogSettings {
  return {
    format: reader.oneOf('LOG_FORMAT', FORMATS) ?? (sandbox ? 'text' : 'json'),
    level: reader.oneOf('LOG_LEVEL', LOG_LEVELS) ?? (sandbox ? 'warn' : 'log'),
  };
}
