import { describe, expect, it } from 'vitest';
import { LIVE_ENVIRONMENT } from './live-environment.fixture.js';
import { readSettings } from './settings.js';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { refusal, refusedSettings } from './settings-refused.fixture.js';

const MINIMAL = { SANDBOX: 'true', DATABASE_URL: 'postgres://postgres@127.0.0.1/try' };

describe('A sandbox configuration', () => {
  it('needs nothing but a database', () => {
    expect(readSettings(MINIMAL)).toMatchObject({
      sandbox: true,
      listen: { host: '127.0.0.1', port: 3000 },
      idVerification: { sandbox: true, endpoint: 'http://127.0.0.1:4010' },
    });
    expect(refusedSettings({ SANDBOX: 'true' })).toEqual(['DATABASE_URL']);
  });

  it('takes nothing of the live keys that a developer has around', () => {
    const { DATABASE_URL: _, ...keys } = LIVE_ENVIRONMENT;
    expect(readSettings({ ...MINIMAL, ...keys })).toEqual(readSettings(MINIMAL));
  });

  it('is refused in production', () => {
    expect(refusedSettings({ ...MINIMAL, NODE_ENV: 'production' })).toEqual(['SANDBOX']);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('may listen on the loopback address %s', (host) => {
    expect(readSettings({ ...MINIMAL, HOST: host }).listen.host).toBe(host);
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'shop.de', '127.0.0.1.shop.de'])('may not listen on %s', (host) => {
    expect(refusedSettings({ ...MINIMAL, HOST: host })).toEqual(['HOST']);
  });

  it('listens elsewhere only when SANDBOX_HOST opts into it a second time', () => {
    expect(readSettings({ ...MINIMAL, SANDBOX_HOST: '0.0.0.0' }).listen.host).toBe('0.0.0.0');
  });

  it('talks to the emulator that it is given, and never to the vendor', () => {
    const endpoint = 'http://emulator:4010';
    expect(readSettings({ ...MINIMAL, ID_VERIFICATION_ENDPOINT: endpoint }).idVerification.endpoint).toBe(
      endpoint,
    );
    for (const vendor of [
      'cloudauth-intl.cn-hongkong.aliyuncs.com',
      'https://aliyuncs.com',
      'http://x.aliyuncs.com',
    ]) {
      expect(refusedSettings({ ...MINIMAL, ID_VERIFICATION_ENDPOINT: vendor })).toEqual([
        'ID_VERIFICATION_ENDPOINT',
      ]);
    }
  });

  it.each([
    'localhost:4010',
    'emulator:4010',
    '127.0.0.1:4010',
    'emulator',
    'localhost://4010',
    'http:4010/a',
  ])('refuses an emulator’s address without its scheme, which would mean https: %s', (endpoint) => {
    expect(refusal({ ...MINIMAL, ID_VERIFICATION_ENDPOINT: endpoint })).toBe(
      'The application cannot start:\n  - ID_VERIFICATION_ENDPOINT must be http://host:port without a path',
    );
  });

  it('writes evidence of every verdict where SANDBOX_EVIDENCE_DIRECTORY says so, which no live one takes', () => {
    const directory = { SANDBOX_EVIDENCE_DIRECTORY: '/tmp/evidence' };
    expect(readSettings({ ...MINIMAL, ...directory }).idVerification).toMatchObject({
      evidence: 'always',
      evidenceSink: { directory: '/tmp/evidence' },
    });
    expect(refusedSettings({ ...LIVE_ENVIRONMENT, ...directory })).toEqual(['SANDBOX_EVIDENCE_DIRECTORY']);
  });

  it('may use a database of the sandbox', () => {
    const url = `postgres://sandbox:${SANDBOX.databasePassword}@database/${SANDBOX.databaseName}`;
    expect(readSettings({ ...MINIMAL, DATABASE_URL: url }).databaseUrl).toBe(url);
  });
});
