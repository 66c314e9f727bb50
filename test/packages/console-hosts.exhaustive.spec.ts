import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { barriersOf } from '../support/browser/barriers.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { consoleViews } from '../support/browser/console-views.js';
import { DESKTOP, LOOKS } from '../support/browser/looks.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { createProject } from '../support/packages/nest-project.js';
import { packLibraries } from '../support/packages/pack-libraries.js';
import { eventually } from '../support/runner/eventually.js';
import { needs } from '../support/runner/tools.js';

/** Each look is in one language in the one host, and in the other one in the other. */
const HOSTS = [
  { nest: '11', typeorm: '0.3.20', adapter: 'express', languages: ['en', 'zh-Hant'] },
  { nest: '12', typeorm: '1.1', adapter: 'fastify', languages: ['zh-Hant', 'en'] },
] as const;
const LOCALES = { en: 'en-GB', 'zh-Hant': 'zh-HK' };
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

describe.each(HOSTS)(
  'With Nest $nest, TypeORM $typeorm and $adapter, a host that installed the packages',
  ({ nest, typeorm, adapter, languages }) => {
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
      host = await start();
      api = new HttpCaller(host.address, KEY);
    });
    afterAll(async () => {
      await host.stop();
      await database.drop();
    });

    const start = (env = {}) => startHost(cwd, { DATABASE_URL: database.url, ADAPTER: adapter, ...env });

    it('does not start in live mode without a guard', async () => {
      await expect(start({ GUARDS: 'none' })).rejects.toThrow(
        'IdVerificationConsoleModule needs at least one guard',
      );
    });

    it('gives the data of its console to operators alone, and a problem to others', async () => {
      expect((await api.get('/verifications')).body['items']).toHaveLength(3);
      const { status, body } = await api.call('/verifications');
      expect([status, body['code']]).toEqual([401, 'unauthorized']);
    });

    describe('has a console that, in a browser,', needs('chromium'), () => {
      beforeAll(async () => {
        await eventually(async () => (await api.get('/deliveries')).text.includes('onboarding'));
      });
      afterEach(closePages);

      /** A page at the prompt for a key, which may load nothing but what the host serves. */
      async function open(options: BrowserContextOptions): Promise<WatchedPage> {
        const watched = await WatchedPage.open({ ...options, reducedMotion: 'reduce' });
        watched.page.setDefaultTimeout(60_000);
        const response = await watched.page.goto(host.address);
        expect(response?.headers()['content-security-policy']).toBe("default-src 'self'");
        return watched;
      }

      it.each(LOOKS.map((look, index) => ({ ...look, lang: languages[index % 2]! })))(
        'is accessible and fits in every view: $look, in $lang',
        async ({ options, lang }) => {
          const watched = await open({ ...options, locale: LOCALES[lang] });
          const { page } = watched;
          for await (const view of viewsOf(page)) {
            expect([view, await barriersOf(page)]).toEqual([view, []]);
          }
          expect(await page.evaluate('document.documentElement.lang')).toBe(lang);
          watched.forgive(/401/);
          watched.assertNoComplaints();
        },
      );

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
        const openDetail = (index: number) => page.locator('#verifications tbody button').nth(index).click();

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
  },
);
