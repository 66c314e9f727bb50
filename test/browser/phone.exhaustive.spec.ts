import type { Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, userAgent: 'iPhone' };

describe('In a browser, continuing on a phone', needs('chromium'), () => {
  let sample: RunningApplication;
  let second: RunningApplication;
  let verify: VerifyPage;
  beforeAll(async () => {
    sample = await application().on('express').receivingCallbacks().start();
    second = await application().on('fastify').beside(sample).start();
  });
  afterAll(async () => {
    await closePages();
    await second.stop();
    await sample.stop();
  });
  beforeEach(async () => {
    const { page } = await WatchedPage.open();
    verify = new VerifyPage(page);
    await page.goto(sample.origin);
    await verify.invite();
  });
  afterEach(() => closePages());

  /** A phone with a browser of its own that opens what the QR code says. */
  const scan = async (
    address: string,
    note: (request: Request) => void = () => undefined,
    phoneOptions = PHONE,
  ): Promise<Page> => {
    const { page } = await WatchedPage.open(phoneOptions);
    page.on('request', note);
    await page.goto(address);
    return page;
  };
  const goOn = (phone: Page) => phone.getByRole('button', { name: 'Continue' }).click();
  const refused = (phone: Page, why: string) => phone.getByRole('alert').getByText(why).waitFor();

  it('opens the user’s page once, and disables this device', async () => {
    const address = await verify.phonePage();
    const phone = await scan(address);
    await goOn(phone);
    await phone.getByRole('button', { name: 'Pass' }).waitFor();

    await verify.status('Pending');

    expect(await verify.page.getByRole('link', { name: /Open the user’s page/ }).isVisible()).toBe(false);
    expect(await verify.page.getByRole('button', { name: 'Continue here' }).isVisible()).toBe(false);
    const another = await scan(address, undefined, { ...PHONE, userAgent: 'Android' });
    await goOn(another);
    await refused(another, 'This code was used');
    await phone.getByRole('button', { name: 'Pass' }).click();
    await verify.status('Passed');
  });

  it('says when the code leads to this computer, which a phone cannot open', async () => {
    const note = 'Only this computer can open this address.';
    await verify.page.getByText(note).waitFor();
    const { page } = await WatchedPage.open();
    // As by a name in the network of the phone.
    await page.route('http://desk.example/**', async (route) => {
      const url = route.request().url().replace('http://desk.example', sample.origin);
      await route.fulfill({ response: await route.fetch({ url }) });
    });

    await page.goto('http://desk.example/');
    await new VerifyPage(page).invite();

    expect(await page.getByText(note).isVisible()).toBe(false);
    // The page polls on until it is closed.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('is closed when the user goes on here', async () => {
    const phone = await scan(await verify.phonePage());
    await verify.continueHere();

    await goOn(phone);

    await refused(phone, 'This code was used');
    const merchantBizId = await verify.merchantBizId();
    expect(sample.emulator.transactions({ merchantBizId })).toHaveLength(1);
  });

  it('is closed by the page that opened it', async () => {
    const phone = await scan(await verify.phonePage());
    await verify.page.getByRole('button', { name: 'Cancel' }).click();
    await verify.page.getByLabel('Customer ID').waitFor();

    await goOn(phone);

    await refused(phone, 'This code is not known');
    expect(await phone.getByRole('button', { name: 'Continue' }).isVisible()).toBe(false);
  });

  it('is closed after ten minutes, and can be opened anew', async () => {
    const old = await verify.phonePage();
    const phone = await scan(old);
    await sample.dataSource.query("UPDATE invitation SET expires_at = expires_at - interval '10 minutes'");
    await verify.page.getByText('This code has expired.').waitFor();
    await goOn(phone);
    await refused(phone, 'This code is too old');

    await verify.page.getByRole('button', { name: 'Show a new code' }).click();
    await expect.poll(() => verify.phonePage()).not.toBe(old);

    await goOn(await scan(await verify.phonePage()));
    await verify.status('Pending');
  });

  it('is not known by a link that was cut', async () => {
    const address = await verify.phonePage();
    const phone = await scan(address.slice(0, -1));

    await goOn(phone);

    await refused(phone, 'This code is not known');
    expect(await phone.getByRole('button', { name: 'Continue' }).isVisible()).toBe(false);
  });

  it('works through another process without a key, and sends its token in no address', async () => {
    const requests: Request[] = [];
    const address = (await verify.phonePage()).replace(sample.origin, second.origin);
    const token = new URL(address).hash.slice(1);
    const phone = await scan(address, (request) => requests.push(request));
    await goOn(phone);
    await phone.getByRole('button', { name: 'Pass' }).waitFor();

    expect(requests.length).toBeGreaterThan(3);
    for (const request of requests) {
      const headers = await request.allHeaders();
      const [address] = request.url().split('#');
      expect([address, headers['authorization']]).toEqual([address, undefined]);
      expect(`${address} ${headers['referer']}`).not.toContain(token);
    }
    await phone.goBack();
    await phone.getByRole('heading', { name: 'You can close this page' }).waitFor();
    await phone.getByText('To begin, open the link or scan the code of your invitation.').waitFor();
  });

  it('starts the verification with the MetaInfo of the phone', async () => {
    const phone = await scan(await verify.phonePage());
    await goOn(phone);
    await verify.status('Pending');
    const merchantBizId = await verify.merchantBizId();

    const sent = sample.emulator
      .requests({ action: 'Initialize' })
      .find(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);

    expect(JSON.parse(sent?.parameters['MetaInfo'] ?? '{}')).toMatchObject({
      ua: await phone.evaluate<string>('navigator.userAgent'),
    });
  });
});
