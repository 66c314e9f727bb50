import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { freePort } from '../support/http/free-port.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const SOON = { timeout: 60_000 };

describe(
  'In a browser, with two processes of the sample on one database, the page',
  needs('chromium'),
  () => {
    let first: RunningApplication;
    let second: RunningApplication;
    beforeAll(async () => {
      first = await application().on('express').start();
      second = await application().on('fastify').beside(first).start();
    });
    afterAll(async () => {
      await closePages();
      await second.stop();
      await first.stop();
    });

    const open = async (origin = first.origin) => {
      const watched = await WatchedPage.open();
      const verify = new VerifyPage(watched.page);
      await watched.page.goto(origin);
      return { watched, verify };
    };
    /** The user fails, and another process stores the verdict first. */
    const fail = async (transactionId: string, merchantBizId: string) => {
      first.emulator.finish(transactionId, { passed: 'N', subCode: '206' });
      const found = await second.send('POST', `/verifications/${merchantBizId}/check`);
      expect(found.body).toMatchObject({ status: 'FAILED' });
    };
    const failed = 'The device does not look safe';

    it('is in step in two tabs, from the choice to the result', async () => {
      const { watched, verify } = await open();
      await verify.invite();
      const other = new VerifyPage(await watched.page.context().newPage());
      await other.page.goto(watched.page.url());
      await other.page.getByText('The code is shown in the tab in which this was started.').waitFor();
      expect(await other.page.getByRole('button', { name: 'Continue here' }).isVisible()).toBe(false);

      await verify.continueHere();
      await other.status('Pending');
      expect(await other.merchantBizId()).toBe(await verify.merchantBizId());
      await fail(await verify.transactionId(), await verify.merchantBizId());

      await verify.status(failed);
      await other.status(failed);
      watched.assertNoComplaints();
    });

    it('is where it was when it is loaded again: at the choice, with the user, at the result', async () => {
      const { watched, verify } = await open();
      await verify.invite();
      const code = await verify.phonePage();
      await watched.page.reload();
      await watched.page.locator('#qr path').waitFor();
      expect(await verify.phonePage()).toBe(code);

      await verify.continueHere();
      await watched.page.reload();
      await verify.status('Pending');
      expect(await watched.page.locator('#person').textContent()).toBe('customer-1');
      await watched.page.getByRole('link', { name: /Open the user’s page/ }).waitFor();

      await fail(await verify.transactionId(), await verify.merchantBizId());
      await verify.status(failed);
      await watched.page.reload();
      await verify.status(failed);
      watched.assertNoComplaints();
    });

    it('continues when its process is restarted: at the choice, and with the user', async () => {
      const port = await freePort();
      const startAgain = () => application().beside(first).at(port).start();
      const third = await startAgain();
      const { verify } = await open(third.origin);
      await verify.invite();
      await third.stop();
      const fourth = await startAgain();
      await verify.continueHere();
      await fourth.stop();
      await fail(await verify.transactionId(), await verify.merchantBizId());

      const fifth = await startAgain();

      await expect.poll(() => verify.words(), SOON).toContain(failed);
      await verify.page.context().close();
      await fifth.stop();
    });

    it('continues when its process stops and another one replaces it', async () => {
      const third = await application().beside(first).start();
      const { watched, verify } = await open(third.origin);
      // What a load balancer does: it sends the same address to a process that is there.
      let target = third;
      await watched.page.route('**/verifications/*/events', (route) =>
        route.continue({ url: route.request().url().replace(third.origin, target.origin) }),
      );
      await verify.startHere();

      target = second;
      await third.stop();
      await fail(await verify.transactionId(), await verify.merchantBizId());

      await expect.poll(() => verify.words(), SOON).toContain(failed);
    });
  },
);
