import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';
import { readEventLine } from './event-line.js';

/** Parts of Nest that describe the application line by line at each boot; an operator asks for that by `debug`. */
const CHATTY = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/** Logs each failed connection with the driver's message, which may name user and host, at the top of its stack. */
const DATABASE = 'TypeOrmModule';

/**
 * Nest's logger on pino: the fields of an event are fields of the line, and so are objects that are logged beside a
 * message.
 *
 * @publicApi
 */
export class NestLogger implements LoggerService {
  readonly fatal = this.writer('fatal');
  readonly error = this.writer('error');
  readonly warn = this.writer('warn');
  readonly log = this.writer('info');
  readonly debug = this.writer('debug');
  readonly verbose = this.writer('trace');

  constructor(private readonly logger: Logger) {}

  /** Nest gives the context last, a stack before it, and fields as objects. */
  private writer(level: Level): (message: unknown, ...given: unknown[]) => void {
    return (message, ...given) => {
      const texts = given.filter((one) => typeof one === 'string');
      const context = texts.at(-1);
      const [stack] = context === DATABASE ? [] : texts.slice(0, -1);
      const line = typeof message === 'string' ? readEventLine(message) : undefined;
      const fields = Object.assign({ context, stack }, line?.fields, ...given.filter(isFields));
      const isChatty = level === 'info' && context !== undefined && CHATTY.includes(context);
      this.logger[isChatty ? 'debug' : level](fields, line?.event ?? textOf(message));
    };
  }
}

function isFields(given: unknown): given is object {
  return typeof given === 'object' && given !== null;
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
