import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import type { LogSettings } from '../configuration/log-settings.js';
import { JsonLogger } from './json-logger.js';

/** JSON for log stores, or text for the user in front of the screen. */
export function createLogger({ format, level }: LogSettings): LoggerService {
  return format === 'json' ? new JsonLogger(level) : new ConsoleLogger({ logLevels: [level] });
}
