import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM } from '../runner/tools.js';

let launched: Promise<Browser> | undefined;

/**
 * The browser of this worker, launched once; what differs from test to test is a context in it. Headless, and silent on
 * the network but for what the pages do. It ends with the worker, by Playwright's own hook.
 */
function sharedBrowser(): Promise<Browser> {
  launched ??= chromium.launch({
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
  return launched;
}

/** Closes every page and context, which keeps nothing of a file open for the next one. */
export async function closePages(): Promise<void> {
  const contexts = (await launched)?.contexts() ?? [];
  await Promise.all(contexts.map((context) => context.close()));
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

  /** In a context of its own, without cookies or storage of others. */
  static async open(options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const browser = await sharedBrowser();
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
