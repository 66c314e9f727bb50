import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { readEventLine } from './event-line.js';

/** One line of JSON for everything that is logged, in which the fields of an event are fields. */
export class JsonLogger extends ConsoleLogger {
  /** @param level the least that is logged */
  constructor(level: LogLevel) {
    super({ json: true, flattenParams: true, logLevels: [level] });
  }

  protected override getJsonLogObject(
    message: unknown,
    options: Parameters<ConsoleLogger['getJsonLogObject']>[1],
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const line = typeof message === 'string' ? readEventLine(message) : undefined;
    const { level, timestamp, ...record } = super.getJsonLogObject(line?.event ?? message, options);
    return { level, timestamp, ...line?.fields, ...record };
  }
}
