import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import type { LogSettings } from './log-settings.js';
import { NestLogger } from './nest-logger.js';

function loggerOf(settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ format: 'json', level: 'info', ...settings }, destination);
  return { nest: new NestLogger(logger), lines, records: () => lines.map((line) => JSON.parse(line)) };
}

describe('The log of Nest on pino', () => {
  it('has the fields of an event and of objects as fields, and the context', () => {
    const { nest, records } = loggerOf({ service: 'shop' });
    nest.warn('initialize_failed code=throttled', { attempt: 2 }, 'IdVerification');

    expect(records()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        pid: process.pid,
        service: 'shop',
        context: 'IdVerification',
        message: 'initialize_failed',
        code: 'throttled',
        attempt: 2,
      },
    ]);
  });

  it('leaves what Nest says at boot to debug', () => {
    const { nest, records } = loggerOf();
    nest.log('AppModule dependencies initialized', 'InstanceLoader');
    nest.warn('a warning', 'InstanceLoader');

    expect(records()).toMatchObject([{ message: 'a warning' }]);
    const atDebug = loggerOf({ level: 'debug' });
    atDebug.nest.log('AppModule dependencies initialized', 'InstanceLoader');
    expect(atDebug.records()).toHaveLength(1);
  });

  it('leaves out the stack of a failed connection, which quotes the driver', () => {
    const { nest, records } = loggerOf();
    nest.error('Unable to connect', 'error: no password for user "app"\n    at parse', 'TypeOrmModule');

    expect(records()).toMatchObject([{ level: 'error', message: 'Unable to connect' }]);
    expect(records()[0]).not.toHaveProperty('stack');
  });

  it('writes text for a terminal', () => {
    const { nest, lines } = loggerOf({ format: 'text' });
    nest.error('failed', 'Error: of a kind\n    at somewhere', 'Problem');

    expect(lines.join('')).toMatch(/^\S+Z ERROR \[Problem\] failed stack="Error: of a kind/);
  });

  it('never holds a key or what a user is known by', () => {
    const { nest, lines } = loggerOf();
    nest.log('request', { authorization: 'Bearer secret', body: { merchantUserId: 'personal' } }, 'Access');

    expect(lines.join('')).not.toMatch(/secret|personal/);
  });
});
