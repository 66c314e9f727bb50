import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { barriersOf } from '../support/browser/barriers.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { consoleViews } from '../support/browser/console-views.js';
import { DESKTOP, LOOKS } from '../support/browser/looks.js';
import { fillDatabase } from '../support/database/filled-database.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { createProject } from '../support/packages/nest-project.js';
import { packLibraries } from '../support/packages/pack-libraries.js';
import { eventually } from '../support/runner/eventually.js';
import { needs } from '../support/runner/tools.js';

const HOSTS = [
  { nest: '11', typeorm: '0.3.20', adapter: 'express' },
  { nest: '12', typeorm: '1.1', adapter: 'fastify' },
] as const;
const LANGUAGES = [
  { lang: 'en', locale: 'en-GB' },
  { lang: 'zh-Hant', locale: 'zh-HK' },
] as const;
const LOOKS_IN_LANGUAGES = LOOKS.flatMap((look) => LANGUAGES.map((language) => ({ ...look, ...language })));
const PICTURES = fileURLToPath(new URL('../../docs/screenshots/hosts/', import.meta.url));
/** Of the data that the console loads. */
const DATA = /\/admin\/kyc\/(?!assets)/;
const UNAVAILABLE = { status: 503, json: { status: 503, title: 'The database is not available' } };
const KEY = 'operator-key';
const PACKAGES = [
  'nestjs-id-verification',
  'nestjs-id-verification-http',
  'nestjs-id-verification-console',
  'cloudauth-emulator',
];

let folder: string;
let tarballs: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-hosts-'));
  tarballs = await packLibraries(folder, PACKAGES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Host {
  /** Of its console. */
  readonly address: string;
  stop(): Promise<unknown>;
}

/** @throws Error that holds what a host wrote that could not start */
async function startHost(cwd: string, env: Readonly<Record<string, string>>): Promise<Host> {
  const child = fork('dist/main.js', {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = Promise.all([text(child.stderr!), once(child, 'close')]);
  const failed = ended.then(([written]) => Promise.reject(new Error(written)));
  const [address] = await Promise.race([once(child, 'message'), failed]);
  // From now on it may end at any time.
  failed.catch(() => undefined);
  return { address, stop: () => (child.kill('SIGKILL'), ended) };
}

async function enterKey(page: Page, key: string): Promise<void> {
  await page.locator('#api-key').fill(key);
  await page.locator('#sign-in button').click();
}

async function* viewsOf(page: Page): AsyncGenerator<string> {
  await page.locator('#sign-in').waitFor();
  yield 'sign-in';
  await enterKey(page, 'another-key');
  await page.getByRole('alert').waitFor();
  yield 'key refused';
  await enterKey(page, KEY);
  yield* consoleViews(page);
}

async function* viewsWithoutData(page: Page): AsyncGenerator<string> {
  await enterKey(page, KEY);
  await page.locator('#verifications .nothing:not(.loading)').waitFor();
  yield 'empty';
  const held: Route[] = [];
  await page.route(DATA, (route) => void held.push(route));
  await page.reload();
  const placeholder = page.locator('#verifications .loading');
  const loading = String(await placeholder.textContent());
  yield 'loading';
  await page.route(DATA, (route) => route.fulfill(UNAVAILABLE));
  await Promise.all(held.map((route) => route.fulfill(UNAVAILABLE)));
  await placeholder.filter({ hasNotText: loading }).waitFor();
  yield 'failed';
}

/** Pictures of the documentation, taken with SCREENSHOTS=1 only, since they differ from machine to machine. */
async function takePicture(page: Page, view: string, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1' || !['list', 'verification'].includes(view)) return;
  await page.screenshot({ path: `${PICTURES}${name.replace(', ', '-')}-${view}.png` });
}

describe.each(HOSTS)(
  'With Nest $nest, TypeORM $typeorm and $adapter, a host that installed the packages',
  ({ nest, typeorm, adapter }) => {
    let cwd: string;
    let database: TestDatabase;
    let host: Host;
    let api: HttpCaller;
    beforeAll(async () => {
      cwd = join(folder, `nest-${nest}`);
      // A peer of which npm selects the latest version, unless the host depends on its own.
      const dependencies = { '@nestjs/swagger': `^${nest}.0.0` };
      await createProject(
        { cwd, nest, typeorm, tarballs, dependencies },
        'test/support/packages/console-host',
      );
      database = await createTestDatabase('console_host', 'empty');
    });
    afterAll(() => database.drop());
    afterEach(closePages);

    const start = (env = {}) => startHost(cwd, { DATABASE_URL: database.url, ADAPTER: adapter, ...env });

    /** A page at the prompt for a key, which may load nothing but what the host serves. */
    async function open(options: BrowserContextOptions): Promise<WatchedPage> {
      const watched = await WatchedPage.open({ ...options, reducedMotion: 'reduce' });
      watched.page.setDefaultTimeout(60_000);
      const response = await watched.page.goto(host.address);
      expect(response?.headers()['content-security-policy']).toBe("default-src 'self'");
      return watched;
    }

    /** What bars a user from each of the views. */
    async function barriersIn(page: Page, views: AsyncGenerator<string>, name: string): Promise<string[]> {
      const found: string[] = [];
      for await (const view of views) {
        found.push(...(await barriersOf(page)).map((barrier) => `${view}: ${barrier}`));
        await takePicture(page, view, `${adapter}-${name}`);
      }
      return found;
    }

    it('does not start in live mode without a guard', async () => {
      await expect(start({ GUARDS: 'none' })).rejects.toThrow(
        'IdVerificationConsoleModule needs at least one guard',
      );
    });

    describe('has a console that, in a browser and without a verification,', needs('chromium'), () => {
      beforeAll(async () => {
        host = await start({ VERIFICATIONS: 'none' });
      });
      afterAll(() => host.stop());

      it.each(LOOKS_IN_LANGUAGES)(
        'is accessible and fits, also while it loads and when it cannot: $look, in $lang',
        async ({ options, locale, lang, look }) => {
          const { page } = await open({ ...options, locale });
          expect(await barriersIn(page, viewsWithoutData(page), `${look}-${lang}`)).toEqual([]);
        },
      );

      it('says what is not known', async () => {
        const { page } = await open(DESKTOP);
        await enterKey(page, KEY);
        await page.getByText(/^Updated/).waitFor();

        expect(await page.locator('#time-to-verdict-note').textContent()).toBe('no verdicts yet');
        expect(await page.locator('#pass-rate').textContent()).toBe('–');
        await page.getByText('The vendor has not responded successfully yet.').waitFor();
        expect(await page.getByText('Circuit breaker closed').getAttribute('data-state')).toBe('fair');
      });
    });

    describe('with verifications', () => {
      beforeAll(async () => {
        host = await start();
        api = new HttpCaller(host.address, KEY);
      });
      afterAll(() => host.stop());

      it('gives the data of its console to operators alone, and a problem to others', async () => {
        expect((await api.get('/verifications')).body['items']).toHaveLength(3);
        const { status, body } = await api.call('/verifications');
        expect([status, body['code']]).toEqual([401, 'unauthorized']);
      });

      describe('has a console that, in a browser,', needs('chromium'), () => {
        beforeAll(async () => {
          await eventually(async () => (await api.get('/deliveries')).text.includes('onboarding'));
        });

        it('counts and lists verifications, and names the operator of each action in their history', async () => {
          const watched = await open(DESKTOP);
          const { page } = watched;
          await enterKey(page, KEY);
          const statuses = page.locator('#verifications .tag');
          await expect.poll(() => statuses.allTextContents()).toEqual(['Pending', 'Failed', 'Passed']);
          await page.getByText(/^Updated/).waitFor();
          expect(await page.locator('#total').textContent()).toBe('3');
          expect(await page.locator('#pass-rate').textContent()).toBe('50%');
          const dialog = page.getByRole('dialog');
          const openDetail = (index: number) =>
            page.locator('#verifications tbody button').nth(index).click();

          await page.locator('#redelivery-reason').fill('ticket 4711');
          await page.getByRole('button', { name: /^Redeliver/ }).click();
          await page.getByText('Every outcome has been delivered.').waitFor();
          await openDetail(1);
          await dialog.getByText('by Ada: ticket 4711').waitFor();
          await dialog.getByRole('button', { name: 'Close' }).click();

          await openDetail(0);
          await page.locator('#detail-reason').fill('ticket 4712');
          await dialog.getByRole('button', { name: 'Cancel verification' }).click();
          await dialog.getByRole('button', { name: 'Cancel for good' }).click();
          await dialog.getByText('by Ada: ticket 4712').waitFor();
          await expect.poll(() => statuses.allTextContents()).toEqual(['Expired', 'Failed', 'Passed']);
          watched.assertNoComplaints();
        });
      });

      describe('has a console of 10,000 verifications that, in a browser,', needs('chromium'), () => {
        beforeAll(() => fillDatabase(database.url, 10_000));

        it.each(LOOKS_IN_LANGUAGES)(
          'is accessible and fits in every view: $look, in $lang',
          async ({ options, locale, lang, look }) => {
            const watched = await open({ ...options, locale });
            const { page } = watched;
            expect(await barriersIn(page, viewsOf(page), `${look}-${lang}`)).toEqual([]);
            expect(await page.evaluate('document.documentElement.lang')).toBe(lang);
            watched.forgive(/401/);
            watched.assertNoComplaints();
          },
        );

        it('says that the host is away', async () => {
          const pages: Page[] = [];
          for (const { options } of LOOKS) {
            const { page } = await open(options);
            await enterKey(page, KEY);
            await page.getByText(/^Updated/).waitFor();
            pages.push(page);
          }
          await host.stop();
          for (const page of pages) {
            await page.getByRole('button', { name: 'Refresh' }).click();
            await page.getByRole('alert').getByText('The application cannot be reached.').waitFor();
            expect(await barriersOf(page)).toEqual([]);
          }
        });
      });
    });
  },
);
