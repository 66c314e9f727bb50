import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { LOG_LEVELS, type LogSettings } from './log-settings.js';
import { requestContext } from './request-context.js';
import { textLines } from './text-lines.js';

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
