import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './configuration/configuration.error.js';
import { startupFailure } from './startup-failure.js';

const withCode = (code: string) => Object.assign(new Error('names a user and a host'), { code });

describe('Why the application did not start', () => {
  it('is reported in the words of the configuration’s check', () => {
    const error = new ConfigurationError([{ setting: 'PORT', fix: 'must be a port' }]);
    expect(startupFailure(error)).toContain('PORT must be a port');
  });

  it.each([
    ['EADDRINUSE', 'set PORT'],
    ['EACCES', 'above 1023'],
    ['EADDRNOTAVAIL', 'HOST'],
    ['ECONNREFUSED', 'Check DATABASE_URL'],
    ['ENOTFOUND', 'Check DATABASE_URL'],
    ['28P01', 'Check DATABASE_URL'],
    ['3D000', 'Check DATABASE_URL'],
  ])('is reported with a hint for %s, and without the driver’s words', (code, advice) => {
    expect(startupFailure(withCode(code))).toContain(advice);
    expect(startupFailure(withCode(code))).not.toContain('names a user');
  });

  it('is reported unchanged when it is unexpected', () => {
    expect(startupFailure(new TypeError('of a new kind'))).toBe('TypeError: of a new kind');
    expect(startupFailure('thrown')).toBe('The application did not start.');
  });
});
