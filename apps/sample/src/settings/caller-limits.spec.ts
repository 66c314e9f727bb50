import { describe, expect, it } from 'vitest';
import { LIVE_ENVIRONMENT } from './live-environment.fixture.js';
import { readSettings } from './settings.js';

const SANDBOX = { SANDBOX: 'true', DATABASE_URL: 'postgres://postgres@127.0.0.1/try' };

describe('What a caller may do', () => {
  it('is limited without any setting where starts cost money, and there alone', () => {
    expect(readSettings(LIVE_ENVIRONMENT).limits).toEqual({
      requestsPerKeyPerMinute: 600,
      startsPerKeyPerHour: 1_000,
      startsPerUserPerHour: 10,
      hashKey: '2c'.repeat(32),
    });
    expect(readSettings(SANDBOX).limits).toEqual({
      requestsPerKeyPerMinute: undefined,
      startsPerKeyPerHour: undefined,
      startsPerUserPerHour: undefined,
      hashKey: expect.any(String),
    });
  });

  it.each([LIVE_ENVIRONMENT, SANDBOX])('can be set, and a limit can be taken away', (environment) => {
    const settings = { VERIFICATIONS_PER_KEY_PER_HOUR: '7', VERIFICATIONS_PER_USER_PER_HOUR: 'off' };

    expect(readSettings({ ...environment, ...settings }).limits).toMatchObject({
      startsPerKeyPerHour: 7,
      startsPerUserPerHour: undefined,
    });
  });
});

describe('Proxies in front', () => {
  const trusted = (TRUST_PROXY?: string) => readSettings({ ...LIVE_ENVIRONMENT, TRUST_PROXY }).trustedProxies;

  it('are trusted only when they are named or counted', () => {
    expect(trusted()).toBe(false);
    expect(trusted('2')).toBe(2);
    expect(trusted('10.0.0.7, 10.1.0.0/16, fd00::/8, loopback')).toEqual([
      '10.0.0.7',
      '10.1.0.0/16',
      'fd00::/8',
      'loopback',
    ]);
  });
});
