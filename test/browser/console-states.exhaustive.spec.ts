import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { barriersOf } from '../support/browser/barriers.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { DESKTOP, LOOKS } from '../support/browser/looks.js';
import { fillDatabase } from '../support/database/filled-database.js';
import { needs } from '../support/runner/tools.js';

const DATA = /\/operations\/(?!assets)/;

/** What bars a user from a view, in every look. */
async function barriersIn(
  bring: (page: Page) => Promise<unknown>,
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const { look, options } of LOOKS) {
    const { page } = await WatchedPage.open({ ...options, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
    await bring(page);
    found[look] = await barriersOf(page);
    await page.context().close();
  }
  return found;
}

const NONE = Object.fromEntries(LOOKS.map(({ look }) => [look, []]));

describe('In a browser, the console is accessible', needs('chromium'), () => {
  let empty: RunningApplication;
  let full: RunningApplication;
  beforeAll(async () => {
    empty = await application().on('express').start();
    full = await application().on('fastify').start();
    await fillDatabase(full.database.url, 10_000);
  });
  afterAll(async () => {
    await closePages();
    await empty.stop();
    await full.stop();
  });

  const open = ({ origin }: RunningApplication, ready: (page: Page) => Promise<unknown>) =>
    barriersIn(async (page) => {
      await page.goto(`${origin}/operations`);
      await ready(page);
    });
  const ofRow = (page: Page) => page.locator('#verifications tbody tr').first();

  it('while it is empty', async () => {
    const ready = (page: Page) => page.getByText('No verifications found.').waitFor();
    expect(await open(empty, ready)).toEqual(NONE);
  });

  it('and says what is not known while it is empty', async () => {
    const { page } = await WatchedPage.open(DESKTOP);
    await page.goto(`${empty.origin}/operations`);
    await page.getByText(/^Updated/).waitFor();

    expect(await page.locator('#time-to-verdict-note').textContent()).toBe('no verdicts yet');
    expect(await page.locator('#pass-rate').textContent()).toBe('–');
    await page.getByText('The vendor has not responded successfully yet.').waitFor();
    expect(await page.getByText('Circuit breaker closed').getAttribute('data-state')).toBe('fair');
    await page.context().close();
  });

  it('while it loads', async () => {
    const barriers = barriersIn(async (page) => {
      await page.route(DATA, () => undefined);
      await page.goto(`${full.origin}/operations`);
      await page.locator('#verifications').getByText('Loading…').waitFor();
    });
    expect(await barriers).toEqual(NONE);
  });

  it('when nothing can be loaded', async () => {
    const barriers = barriersIn(async (page) => {
      await page.route(DATA, (route) =>
        route.fulfill({ status: 503, json: { status: 503, title: 'The database is not available' } }),
      );
      await page.goto(`${full.origin}/operations`);
      await page.getByRole('alert').getByText('The database is not available').waitFor();
    });
    expect(await barriers).toEqual(NONE);
  });

  it('with 10,000 verifications, with every menu and table open', async () => {
    const barriers = open(full, async (page) => {
      await ofRow(page).waitFor();
      await page.getByText(/^Updated/).waitFor();
      for (const summary of await page.locator('#content summary').all()) await summary.click();
    });
    expect(await barriers).toEqual(NONE);
  });

  it('with one of 10,000 verifications', async () => {
    const barriers = open(full, async (page) => {
      await ofRow(page).getByRole('button').click();
      await page.locator('#detail-history li').first().waitFor();
      await page.getByRole('button', { name: 'Erase' }).click();
      await page.getByRole('button', { name: 'Erase for good' }).waitFor();
    });
    expect(await barriers).toEqual(NONE);
  });

  it('with a keyboard alone', async () => {
    const { page } = await WatchedPage.open(DESKTOP);
    const focused = page.locator(':focus');
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(wanted)})`)) return;
      }
      throw new Error(`no way by Tab to ${wanted}`);
    };
    await page.goto(`${full.origin}/operations`);
    await page.getByText(/^Updated/).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('#status-chosen');
    await page.keyboard.press('Enter');
    await tabTo('#status-filter [value="FAILED"]');
    await page.keyboard.press('Space');
    await page.locator('#verifications .tag').getByText('Failed').first().waitFor();

    await tabTo('#verifications tbody button');
    const id = await focused.textContent();
    await page.keyboard.press('Enter');
    await page.locator('#detail-title:focus').waitFor();
    await page.getByRole('dialog').getByText(String(id)).first().waitFor();
    await tabTo('#detail-close');
    await page.keyboard.press('Enter');

    expect(await focused.textContent()).toBe(id);
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.context().close();
  });
});
