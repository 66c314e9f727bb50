import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { axeViolations } from '../support/browser/axe.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { eventually } from '../support/runner/eventually.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

describe('In a browser, the page of the sample', needs('chromium'), () => {
  let sample: RunningApplication;
  let watched: WatchedPage;
  let verify: VerifyPage;
  let page: Page;
  beforeAll(async () => {
    sample = await application().on('express').receivingCallbacks().start();
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });
  const open = async (options: BrowserContextOptions = {}) => {
    watched = await WatchedPage.open(options);
    page = watched.page;
    verify = new VerifyPage(page);
    await page.goto(sample.origin);
  };
  beforeEach(() => open());
  afterEach(async () => {
    await page.context().close();
    watched.assertNoComplaints();
  });

  const focused = async (): Promise<string> => ((await page.locator(':focus').textContent()) ?? '').trim();

  it('shows that a user has passed, without being loaded again', async () => {
    await verify.startHere();
    await page.evaluate(() => Reflect.set(globalThis, 'isFirstLoad', true));
    const user = await verify.openUserPage();
    await user.getByRole('button', { name: 'Pass' }).click();
    await user.getByRole('heading', { name: 'Finished: passed' }).waitFor();

    await verify.status('Passed');

    expect(await page.evaluate(() => Reflect.get(globalThis, 'isFirstLoad'))).toBe(true);
    expect(await page.title()).toMatch(/^Passed/);
  });

  it('offers the user’s page once, because it opens once', async () => {
    await verify.startHere();
    await verify.openUserPage();

    await page.getByRole('link', { name: /Open the user’s page/ }).waitFor({ state: 'hidden' });
    await page.reload();
    await verify.status('Pending');

    expect(await page.getByRole('link', { name: /Open the user’s page/ }).isVisible()).toBe(false);
  });

  it('explains why a user has failed, and offers another attempt', async () => {
    await verify.startHere();
    const user = await verify.openUserPage();
    await user.getByLabel('Reason (SubCode)').selectOption('205');
    await user.getByRole('button', { name: 'Fail' }).click();
    await verify.status(/could not make sure that a live person was in front of the camera/);
    const first = await verify.merchantBizId();

    await page.getByRole('button', { name: 'Try again' }).click();
    await verify.continueHere();

    expect(await verify.merchantBizId()).not.toBe(first);
    expect(await page.locator('#person').textContent()).toBe('customer-1');
    await (await verify.openUserPage()).getByRole('button', { name: 'Pass' }).click();
    await verify.status('Passed');
  });

  it.each(['verification', 'invitation'])(
    'says that there is no such %s, and offers another',
    async (view) => {
      await page.goto('about:blank');
      await page.goto(`${sample.origin}/#${view}=unknown`);
      const problem = page
        .getByRole('alert')
        .getByText(/There is no such verification|This code is not known/);
      await problem.waitFor();
      watched.forgive(/404/);
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.locator('#content section:visible, #content form:visible').count()).toBe(1);

      await page.getByRole('button', { name: 'Verify another user' }).click();

      await page.getByLabel('Customer ID').waitFor();
      expect(await problem.isVisible()).toBe(false);
    },
  );

  it('can be used with the keyboard alone', async () => {
    await page.keyboard.type('customer-2');
    await page.keyboard.press('Enter');
    await page.locator('#qr path').waitFor();
    expect(await focused()).toBe('Where will the user continue?');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Continue here');
    await page.keyboard.press('Enter');
    await verify.status('Pending');
    expect(await focused()).toBe('The verification');
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^Open the user’s page/);
    const opening = page.context().waitForEvent('page');
    await page.keyboard.press('Enter');
    const user = await opening;
    await user.getByRole('button', { name: 'Pass' }).click();
    await verify.status('Passed');
    await page.bringToFront();
    expect(await focused()).toBe('Verify another user');
    await page.keyboard.press('Enter');

    expect(await page.locator(':focus').getAttribute('id')).toBe('merchant-user-id');
  });

  it('asks the vendor when the user says so, because the callback got lost', async () => {
    await verify.startHere();
    sample.emulator.configure({ callbackMode: { mode: 'lost' } });
    const user = await verify.openUserPage();
    await user.getByRole('button', { name: 'Pass' }).click();
    await user.getByRole('heading', { name: 'Finished: passed' }).waitFor();
    sample.emulator.configure({ callbackMode: { mode: 'onTime' } });

    await page.getByRole('button', { name: 'Check result now' }).click();

    await verify.status('Passed');
    expect(await page.getByRole('button', { name: 'Check result now' }).isVisible()).toBe(false);
  });

  it('announces errors to screen readers, and continues from there', async () => {
    const fault = { kind: 'vendorCode', code: 'ServiceUnavailable', action: 'Initialize' } as const;
    sample.emulator.inject({ ...fault, times: 'forever' });
    await verify.invite();
    await page.getByRole('button', { name: 'Continue here' }).click();
    await page.getByRole('alert').getByText('The vendor').waitFor();
    watched.forgive(/503/);
    sample.emulator.clearFaults();

    await verify.continueHere();

    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });

  it('keeps the key for this tab alone, and asks for another when one is refused', async () => {
    await page.getByRole('button', { name: 'Change key' }).click();
    await page.getByLabel('API key').fill('not-a-key');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByRole('alert').getByText('An API key is needed').waitFor();
    watched.forgive(/401/);
    expect(await page.evaluate('sessionStorage.getItem("api-key")')).toBeNull();
    await page.getByLabel('API key').fill('sandbox-key');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByLabel('Customer ID').waitFor();

    expect(await page.evaluate('[sessionStorage.getItem("api-key"), localStorage.length]')).toEqual([
      'sandbox-key',
      0,
    ]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('shows that it is busy while a key is checked', async () => {
    let respond = (): void => undefined;
    const isWanted = new Promise<void>((resolve) => (respond = resolve));
    await page.route('**/verifications?limit=1', async (route) => {
      await isWanted;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Change key' }).click();
    await page.getByLabel('API key').fill('sandbox-key');
    await page.getByRole('button', { name: 'Use this key' }).click();

    await page.locator('#sign-in button[aria-busy="true"]').waitFor();
    expect(await page.evaluate<number>('document.getAnimations().length')).toBeGreaterThan(0);
    respond();
    await page.getByLabel('Customer ID').waitFor();
  });

  it('counts the time down, and says it aloud twice and not each second', async () => {
    await page.clock.install();
    await verify.startHere();
    // From here on the page's time moves only when the test moves it.
    await page.clock.pauseAt(new Date(Date.now() + 2_000));
    const [, minutes = '', seconds = ''] =
      /^(\d\d):(\d\d) left$/.exec((await page.locator('#left').textContent()) ?? '') ?? [];
    const left = Number(minutes) * 60 + Number(seconds);
    expect(left).toBeGreaterThan(25 * 60);
    expect(left).toBeLessThan(30 * 60);
    expect(await page.locator('#left').getAttribute('aria-live')).toBe('off');
    const said = page.locator('#announcement');
    await page.clock.fastForward((left - 310) * 1_000);
    expect(await said.textContent()).toBe('');

    await page.clock.runFor('00:15');
    expect(await said.textContent()).toBe('5 minutes left');
    await page.clock.fastForward('03:58');
    expect(await said.textContent()).toBe('1 minute left');
    await page.clock.fastForward('01:05');
    expect(await page.locator('#left').textContent()).toMatch(/^Expired/);
  });

  it('polls on after failures, as late as the application asks for, and hides the problem', async () => {
    await page.clock.install();
    await verify.invite();
    await page.clock.pauseAt(new Date(Date.now() + 2_000));
    const responses = [
      { status: 429, headers: { 'retry-after': '30' }, json: { code: 'too_many_requests', status: 429 } },
      { status: 503, body: '<h1>Service Unavailable</h1>' },
    ];
    let polls = 0;
    await page.route(/\/invitations\/\w+$/, (route) => {
      polls += 1;
      const response = responses.shift();
      return response === undefined ? route.continue() : route.fulfill(response);
    });
    const alert = page.getByRole('alert');

    // A poll may be under way when the clock stops; the next one is planned once it has ended.
    await eventually(async () => {
      await page.clock.runFor(500);
      return alert.getByText('There are too many requests').isVisible();
    });
    watched.forgive(/429/);
    await page.clock.runFor(29_000);
    expect(polls).toBe(1);
    await page.clock.runFor(1_000);
    await alert.getByText('Status code: 503').waitFor();
    watched.forgive(/503/);
    await page.clock.runFor(1_000);

    await alert.waitFor({ state: 'hidden' });
    expect(polls).toBe(3);
  });

  it('follows on after failures, as late as the application asks for', async () => {
    await page.clock.install();
    await verify.invite();
    const start = Date.now() + 2_000;
    await page.clock.pauseAt(start);
    const date = new Date(start + 90_000).toUTCString();
    const responses = [
      { status: 429, headers: { 'retry-after': '30' }, json: { code: 'too_many_requests', status: 429 } },
      { status: 503, headers: { 'retry-after': date }, body: '' },
    ];
    let streams = 0;
    await page.route('**/events', (route) => {
      streams += 1;
      const response = responses.shift();
      return response === undefined ? route.continue() : route.fulfill(response);
    });
    const alert = page.getByRole('alert');
    await verify.continueHere();
    await alert.getByText('There are too many requests').waitFor();
    watched.forgive(/429/);

    await page.clock.runFor(29_000);
    expect(streams).toBe(1);
    await page.clock.runFor(1_000);
    await alert.getByText('Status code: 503').waitFor();
    watched.forgive(/503/);
    await page.clock.runFor(58_000);
    expect(streams).toBe(2);
    await page.clock.runFor(2_000);

    sample.emulator.finish(await verify.transactionId(), { passed: 'Y' });
    await sample.send('POST', `/verifications/${await verify.merchantBizId()}/check`);
    await verify.status('Passed');
    expect(await alert.isVisible()).toBe(false);
  });

  it('polls on once a refused key is replaced', async () => {
    const invitation = /\/invitations\/\w+$/;
    await verify.invite();
    await page.route(invitation, (route) =>
      route.fulfill({ status: 401, json: { code: 'unauthorized', status: 401 } }),
    );
    await page.getByLabel('API key').waitFor();
    watched.forgive(/401/);
    await page.unroute(invitation);

    const poll = page.waitForResponse(invitation);
    await page.getByRole('button', { name: 'Use this key' }).click();

    expect((await poll).status()).toBe(200);
    await page.locator('#qr path').waitFor();
    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });

  it('fits the smallest phone without scrolling sideways', async () => {
    await page.context().close();
    await open({ viewport: { width: 320, height: 640 }, isMobile: true });
    await verify.invite('c'.repeat(100));
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await verify.continueHere();

    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  });

  it('keeps still for people who want that', async () => {
    const animations = () => page.evaluate<number>('document.getAnimations().length');
    await verify.startHere();
    expect(await animations()).toBeGreaterThan(0);

    await page.emulateMedia({ reducedMotion: 'reduce' });

    expect(await animations()).toBe(0);
  });
});
