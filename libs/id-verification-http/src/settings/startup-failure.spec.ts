import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './configuration.error.js';
import { listenFailure, startupFailure } from './startup-failure.js';

const withCode = (code: string) => Object.assign(new Error('names a user and a host'), { code });

describe('Why the application did not start', () => {
  it('is reported in the words of the configuration’s check', () => {
    const error = new ConfigurationError([{ setting: 'PORT', fix: 'must be a port' }]);
    expect(startupFailure(error)).toContain('PORT must be a port');
  });

  it.each([
    ['ECONNREFUSED', 'Check DATABASE_URL: its host and port'],
    ['ENOTFOUND', 'Check DATABASE_URL: its host'],
    ['28P01', 'Check DATABASE_URL: its user name and password'],
    ['3D000', 'Check DATABASE_URL: its database name'],
    ['57P03', 'Check DATABASE_URL'],
  ])('is reported with a hint for %s, and without the driver’s words', (code, advice) => {
    expect(startupFailure(withCode(code))).toContain(advice);
    expect(startupFailure(withCode(code))).not.toContain('names a user');
  });

  it('is reported with a hint for a server without TLS', () => {
    const error = new Error('The server does not support SSL connections');
    expect(startupFailure(error)).toContain('Check DATABASE_URL: its sslmode');
  });

  it.each([
    ['EADDRINUSE', 'PORT is taken'],
    ['EACCES', 'PORT may not'],
    ['EADDRNOTAVAIL', 'SANDBOX_HOST must be'],
    ['ENOTFOUND', 'SANDBOX_HOST must be'],
    ['EAI_AGAIN', 'SANDBOX_HOST must be'],
  ])('names the setting at fault when listening fails with %s', (code, words) => {
    const message = startupFailure(listenFailure(withCode(code), 'SANDBOX_HOST'));
    expect(message).toContain(words);
    expect(message).not.toContain('DATABASE_URL');
  });

  it('is reported unchanged when it is unexpected', () => {
    expect(startupFailure(new TypeError('of a new kind'))).toBe('TypeError: of a new kind');
    expect(startupFailure('thrown')).toBe('The application did not start.');
  });
});
