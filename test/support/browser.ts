import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** A Chromium of this machine: the one that CHROMIUM_PATH names, or Debian's. */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(CHROMIUM);

if (!hasBrowser) {
  process.stdout.write(
    `Browser tests are skipped: there is no ${CHROMIUM}. Install Chromium, or name one with CHROMIUM_PATH.\n`,
  );
}

/** Headless, and silent on the network but for what the pages do. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page, and everything it complained about: errors, refused loads, breaches of its Content-Security-Policy. */
export class WatchedPage {
  readonly #complaints: string[] = [];

  private constructor(readonly page: Page) {
    const context = page.context();
    context.on('weberror', (error) => this.#complaints.push(String(error.error())));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#complaints.push(message.text());
    });
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // What a page leaves unfinished when it is left is no complaint.
      if (reason !== 'net::ERR_ABORTED') this.#complaints.push(`${request.url()} failed: ${reason}`);
    });
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
    return new WatchedPage(await context.newPage());
  }

  /** Takes a complaint as what the test wants. @throws Error when there was none */
  forgive(expected: RegExp): void {
    const index = this.#complaints.findIndex((complaint) => expected.test(complaint));
    if (index < 0) throw new Error(`no complaint is like ${expected.source}`);
    this.#complaints.splice(index, 1);
  }

  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** @throws Error that quotes what it complained about */
  assertNoComplaints(): void {
    if (this.#complaints.length > 0)
      throw new Error(`the browser complained: ${this.#complaints.join('; ')}`);
  }
}
