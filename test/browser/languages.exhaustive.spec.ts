import type { Page } from 'playwright-core';
import { LANGUAGES } from 'nestjs-id-verification-console';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { axeViolations } from '../support/browser/axe.js';
import { makeHistory } from '../support/database/history.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { consoleViews } from '../support/browser/console-views.js';
import { PHONE } from '../support/browser/looks.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const WIDTH = 'document.documentElement.scrollWidth';

/** The width with every text half as long again; in one turn, so that no clock writes one anew. */
const LONGER_WIDTH = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push([walker.currentNode, walker.currentNode.data]);
  for (const [node, text] of texts) node.data = text + text.trim().slice(0, Math.ceil(text.trim().length / 2));
  const width = ${WIDTH};
  for (const [node, text] of texts) node.data = text;
  return width;
})()`;

/** What a reader is given: the title, what is shown, and what a screen reader says. */
const GIVEN = `[
  document.title,
  document.body.innerText,
  ...[...document.querySelectorAll('[aria-label], [title], [placeholder]')]
    .flatMap(({ ariaLabel, title, placeholder }) => [ariaLabel, title, placeholder]),
].join('\\n')`;
const ENGLISH =
  /\b(the|this|that|is|are|was|of|and|or|to|in|on|you|your|not|with|for|user|page|code|device|result|left|passed|expires?)\b/i;

/** Each view of the pages of users, by name; without a word of any language, since each is shown in all of them. */
async function* views(page: Page, origin: string, lang: string): AsyncGenerator<string> {
  const verify = new VerifyPage(page);
  await page.goto(`${origin}/?lang=${lang}`);
  await page.locator('#merchant-user-id').fill('customer-1');
  yield 'start';
  await page.locator('#start button').click();
  await page.locator('#qr path').waitFor();
  yield 'choice';
  const phonePage = await verify.phonePage();
  await page.locator('#here').click();
  await page.locator('#verification[data-status="PENDING"]').waitFor();
  yield 'progress';
  const opening = page.context().waitForEvent('page');
  await page.locator('#person-page').click();
  const user = await opening;
  await user.getByRole('button', { name: 'Pass' }).click();
  await page.locator('#verification[data-status="PASSED"]').waitFor();
  await user.close();
  yield 'result';
  await page.locator('#change-key').click();
  await page.locator('#api-key').fill('not-a-key');
  await page.locator('#sign-in button').click();
  await page.getByRole('alert').waitFor();
  yield 'key refused';
  await page.goto(phonePage);
  await page.locator('#continue').waitFor();
  yield 'invited';
  await page.locator('#continue').click();
  await page.getByRole('alert').waitFor();
  await page.locator('#continue').waitFor({ state: 'hidden' });
  yield 'invitation over';
  await page.goto(`${origin}/continue?lang=${lang}`);
  await page.locator('#nothing').waitFor();
  yield 'nothing to do';
}

const VIEWS = [
  'start',
  'choice',
  'progress',
  'result',
  'key refused',
  'invited',
  'invitation over',
  'nothing to do',
];

describe('In a browser, the pages of users', needs('chromium'), () => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on('express').receivingCallbacks().start();
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });

  it.each(LANGUAGES)('are whole, accessible and fit a phone in %s', async (lang) => {
    const watched = await WatchedPage.open({ ...PHONE, reducedMotion: 'reduce' });
    const { page } = watched;
    const foreign = lang === 'en' ? /(?!)/ : ENGLISH;
    const seen: string[] = [];
    for await (const view of views(page, sample.origin, lang)) {
      seen.push(view);
      expect([view, await axeViolations(page)]).toEqual([view, []]);
      expect([view, await page.evaluate<number>(WIDTH)]).toEqual([view, 390]);
      expect([view, await page.evaluate('document.documentElement.lang')]).toEqual([view, lang]);
      expect([view, await page.evaluate<string>(GIVEN)]).toEqual([view, expect.not.stringMatching(foreign)]);
    }

    expect(seen).toEqual(VIEWS);
    watched.forgive(/401/);
    watched.forgive(/409/);
    watched.assertNoComplaints();
    await page.context().close();
  });

  it('fit a phone with texts half as long again', async () => {
    const { page } = await WatchedPage.open({ ...PHONE, reducedMotion: 'reduce' });
    for (const lang of ['en', 'ms']) {
      for await (const view of views(page, sample.origin, lang))
        expect([lang, view, await page.evaluate<number>(LONGER_WIDTH)]).toEqual([lang, view, 390]);
      await page.evaluate('sessionStorage.clear()');
    }
    await page.context().close();
  });

  it('keep the language that was chosen: after a result, after a reload, and on another device', async () => {
    const { page } = await WatchedPage.open();
    const verify = new VerifyPage(page);
    for await (const view of views(page, sample.origin, 'zh-TW')) {
      if (view === 'choice') {
        const { page: phone } = await WatchedPage.open({ ...PHONE, locale: 'en-GB' });
        await phone.goto(await verify.phonePage());
        await phone.locator('#continue').getByText('繼續').waitFor();
        await phone.context().close();
      }
      if (view !== 'result') continue;
      await page.locator('#another').click();
      await page.reload();
      break;
    }
    expect(await page.title()).toBe('驗證使用者 · 身分驗證');
    await page.locator('.brand').click();
    await page.locator('#start').waitFor();
    expect(await page.title()).toBe('驗證使用者 · 身分驗證');
  });

  it('switch their language with the keyboard, and show what they showed', async () => {
    const watched = await WatchedPage.open({ ...PHONE, reducedMotion: 'reduce' });
    const { page } = watched;
    const verify = new VerifyPage(page);
    const choose = async (name: string) => {
      await page.locator('#languages summary').focus();
      await page.keyboard.press('Enter');
      await page.locator('#languages ul').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate<number>(WIDTH)).toBe(390);
      for (const link of await page.locator('#languages a').allTextContents()) {
        await page.keyboard.press('Tab');
        if (link === name) break;
      }
      await page.keyboard.press('Enter');
    };
    await page.goto(sample.origin);
    await verify.startHere();
    const id = await verify.merchantBizId();

    await choose('繁體中文');
    await verify.status('等待中');
    expect([await verify.merchantBizId(), new URL(page.url()).search]).toEqual([id, '?lang=zh-Hant']);
    await choose('Bahasa Melayu');
    await verify.status('Menunggu');

    await page.goto(sample.origin);
    await verify.invite();
    await page.goto(await verify.phonePage());
    await choose('Bahasa Indonesia');
    await page.getByRole('button', { name: 'Lanjutkan' }).click();
    await page.getByRole('button', { name: 'Pass' }).waitFor();
    watched.assertNoComplaints();
  });

  it('are in the language of the browser where none was chosen, and write times as its region does', async () => {
    const { page } = await WatchedPage.open({ locale: 'zh-HK' });
    await page.goto(sample.origin);
    await page.locator('#merchant-user-id').fill('customer-1');
    await page.locator('#start button').click();
    await page.locator('#here').click();
    await page.locator('#status').getByText('等待中').waitFor();

    // With the day in front where the verification expires after midnight.
    expect(await page.locator('#time').textContent()).toMatch(/^(\d+月\d+日 )?[上下]午\d\d:\d\d$/);
    expect(page.url()).not.toContain('lang=');
  });

  it('say how much time is left in the language of the page', async () => {
    const { page } = await WatchedPage.open({ locale: 'id-ID' });
    await page.clock.install();
    await page.goto(sample.origin);
    await page.locator('#merchant-user-id').fill('customer-1');
    await page.locator('#start button').click();
    await page.locator('#here').click();
    await page.locator('#verification[data-status="PENDING"]').waitFor();
    await page.clock.fastForward('24:50');
    await page.clock.runFor('00:15');

    expect(await page.locator('#announcement').textContent()).toBe('Tersisa 5 menit');
    expect(await page.locator('#left').textContent()).toMatch(/^Tersisa \d:\d\d$/);
  });
});

/** Each view of the sample's console, by name. */
async function* operationsViews(page: Page, origin: string, lang: string): AsyncGenerator<string> {
  await page.goto(`${origin}/operations?lang=${lang}`);
  yield* consoleViews(page);
  await page.route('**/operations/health', (route) => route.fulfill({ status: 503, json: {} }));
  await page.locator('#refresh').click();
  await page.getByRole('alert').waitFor();
  yield 'problem';
  await page.unroute('**/operations/health');
  await page.route('**/operations/*', (route) =>
    route.fulfill({ status: 401, json: { code: 'unauthorized' } }),
  );
  await page.locator('#refresh').click();
  await page.locator('#sign-in').waitFor();
  await page.unroute('**/operations/*');
  yield 'key refused';
}

describe('In a browser, the console', needs('chromium'), () => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on('fastify').start();
    await makeHistory(sample, 24);
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });

  // English is that of the other tests of the console, and zh-Hans is as long as zh-Hant.
  it.each(['zh-Hant', 'id', 'ms'])('is whole, accessible and fits a phone in %s', async (lang) => {
    const { page } = await WatchedPage.open({ ...PHONE, reducedMotion: 'reduce' });
    for await (const view of operationsViews(page, sample.origin, lang)) {
      expect([view, await axeViolations(page)]).toEqual([view, []]);
      expect([view, await page.evaluate<number>(WIDTH)]).toEqual([view, 390]);
      expect([view, await page.evaluate<string>(GIVEN)]).toEqual([view, expect.not.stringMatching(ENGLISH)]);
    }
    await page.context().close();
  });

  it('fits a phone with texts half as long again', async () => {
    for (const lang of ['en', 'ms']) {
      const { page } = await WatchedPage.open({ ...PHONE, reducedMotion: 'reduce' });
      for await (const view of operationsViews(page, sample.origin, lang))
        expect([lang, view, await page.evaluate<number>(LONGER_WIDTH)]).toEqual([lang, view, 390]);
      await page.context().close();
    }
  });

  it('switches its language, and shows what it showed', async () => {
    const { page } = await WatchedPage.open({ locale: 'zh-HK' });
    await page.goto(`${sample.origin}/operations?status=FAILED`);
    await page.locator('#status-chosen').getByText('狀態：未通過').waitFor();
    await page.locator('#languages summary').click();
    await page.getByRole('link', { name: 'Bahasa Melayu' }).click();

    await page.locator('#status-chosen').getByText('Keadaan: Gagal').waitFor();
    expect(new URL(page.url()).search).toBe('?status=FAILED&lang=ms');
    await page.locator('#verifications tbody tr').first().waitFor();
    expect(await page.locator('#verifications tbody tr').count()).toBe(6);
  });
});
