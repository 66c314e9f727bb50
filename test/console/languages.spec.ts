import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationPagesModule,
  LANGUAGES,
  type IdVerificationPagesOptions,
} from 'nestjs-id-verification-console';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { ACCESS_KEY, emulatorOptions } from '../support/host/library-host.js';
import { compileHost } from '../support/host/host-module.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { adapters } from '../support/runner/suite.js';

import { META_INFO } from '../support/vendor/initialize-parameter-cases.js';

const PAGES: IdVerificationPagesOptions = {
  sandbox: true,
  returnUrl: 'https://kyc.example.com/continue?from=vendor',
  texts: { ms: { brand: 'Bank Kita' } },
  colors: { accent: '#0a6b3b' },
  logo: 'https://cdn.example.com/logo.svg',
  completionUrl: '/account',
};

describe.each(adapters())('The languages of the pages on %s', (adapter) => {
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let app: INestApplication;
  let host: HttpCaller;
  beforeAll(async () => {
    database = await createTestDatabase('languages');
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    const module = await compileHost(database.url, emulatorOptions(emulator.url), {
      static: { isGlobal: true },
      also: { imports: [IdVerificationPagesModule.forRoot(PAGES)] },
    });
    app = module.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter());
    app.enableCors({ origin: ['https://app.example.com'] });
    await app.listen(0, '127.0.0.1');
    host = new HttpCaller(await app.getUrl(), 'no key');
  });
  afterAll(async () => {
    await app.close();
    await emulator.stop();
    await database.drop();
  });

  const open = (path: string, acceptLanguage?: string) =>
    host.call(path, {
      headers: {
        origin: 'https://app.example.com',
        ...(acceptLanguage !== undefined && { 'accept-language': acceptLanguage }),
      },
    });
  /** What the vendor is sent when an invitation is redeemed. */
  const sentFor = async (query: string, acceptLanguage: string) => {
    const { body } = await host.post('/invitations', { merchantUserId: 'customer-1' });
    const redeemed = await host.call(`/invitations/redeem${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': acceptLanguage },
      body: JSON.stringify({ token: body['token'], metaInfo: META_INFO }),
    });
    expect(redeemed.status).toBe(200);
    return emulator
      .requests({ action: 'Initialize' })
      .find(({ parameters }) => parameters['MerchantBizId'] === body['merchantBizId'])?.parameters;
  };

  describe.each(['/', '/continue'])('at %s', (path) => {
    it.each(LANGUAGES)('are named by the response: %s', async (language) => {
      for (const response of [
        await open(path, `de, ${language};q=0.5`),
        await open(`${path}?lang=${language}`),
      ]) {
        expect(response.status).toBe(200);
        expect(response.headers.get('content-language')).toBe(language);
        expect(response.headers.get('vary')?.split(/, ?/)).toEqual(
          expect.arrayContaining(['Origin', 'Accept-Language']),
        );
        expect(response.text).toContain(`<html lang="${language}">`);
      }
    });

    it('are kept in links once one is chosen', async () => {
      expect((await open(`${path}?lang=zh-HK`, 'ms')).text).toContain('data-lang-query="?lang=zh-Hant"');
      expect((await open(path, 'ms')).text).toContain('data-lang-query=""');
      expect((await open(`${path}?lang=tlh&lang=%00`, 'ms')).headers.get('content-language')).toBe('ms');
    });

    it('show the texts, the logo, the colours and the address of the host', async () => {
      expect((await open(path, 'ms')).text).toContain('Bank Kita</a>');
      expect((await open(path, 'id')).text).toContain('Verifikasi Identitas</a>');
      const { text } = await open(path);
      expect(text).toContain('<img src="https://cdn.example.com/logo.svg"');
      expect(text).toContain('href="/account"');
      expect(text).toContain('<link rel="stylesheet" href="/assets/theme.css">');
    });
  });

  it('have their colours in a style sheet, as a strict policy wants them', async () => {
    const theme = await open('/assets/theme.css');
    expect(theme.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(theme.text).toContain('--accent: light-dark(#0a6b3b, #0a6b3b);');
  });

  it('are passed on to the vendor where it documents a value', async () => {
    expect(await sentFor('', 'en-GB')).toMatchObject({ LanguageConfig: 'en', ReturnUrl: PAGES.returnUrl });
    expect(await sentFor('', 'zh-TW')).not.toHaveProperty('LanguageConfig');
    expect(await sentFor('?lang=zh-TW', 'en')).not.toHaveProperty('LanguageConfig');
  });

  it('are kept on the way back from the vendor', async () => {
    expect(await sentFor('?lang=zh-TW', 'en')).toMatchObject({
      ReturnUrl: 'https://kyc.example.com/continue?from=vendor&lang=zh-Hant',
    });
  });
});

describe('IdVerificationPagesModule', () => {
  it.each([
    [{ texts: { de: {} } }, 'texts.de must be'],
    [{ colors: { accent: 'red;' } }, 'colors.accent must be'],
    [{ logo: 'http://example.com/logo.svg' }, 'logo must be'],
    [{ completionUrl: 'javascript:alert(1)' }, 'completionUrl must be'],
    [{ returnUrl: '/continue' }, 'returnUrl must be'],
    [{ links: { 'javascript:alert(1)': 'Verify' } }, 'links["javascript:alert(1)"] must be'],
  ])('refuses %j', (options: object, message) => {
    expect(() => IdVerificationPagesModule.forRoot({ sandbox: true, ...options })).toThrow(message);
  });
});
