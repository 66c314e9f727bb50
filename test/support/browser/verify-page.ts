import type { Page } from 'playwright-core';

const PATIENCE_MS = 60_000;

/** The page on which people are verified, as an operator uses it. */
export class VerifyPage {
  constructor(readonly page: Page) {
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Up to the choice of where the user goes on. */
  async invite(merchantUserId = 'customer-1'): Promise<void> {
    await this.page.getByLabel('Customer ID').fill(merchantUserId);
    await this.page.getByRole('button', { name: 'Start a verification' }).click();
    await this.page.locator('#qr path').waitFor();
  }

  async continueHere(): Promise<void> {
    await this.page.getByRole('button', { name: 'Continue here' }).click();
    await this.status('Pending');
  }

  async startHere(): Promise<void> {
    await this.invite();
    await this.continueHere();
  }

  /** Where the QR code leads, opened in a browser of its own that has no key. */
  async phonePage(): Promise<string> {
    return (await this.page.locator('#phone-page').getAttribute('href')) ?? '';
  }

  /** The vendor's page, in its new tab. */
  async openUserPage(): Promise<Page> {
    const opening = this.page.context().waitForEvent('page');
    await this.page.getByRole('link', { name: /Open the user’s page/ }).click();
    return opening;
  }

  /** Waits until this is said. */
  status(text: string | RegExp): Promise<void> {
    return this.page.locator('#status').getByText(text).first().waitFor();
  }

  /** What is said now. */
  async words(): Promise<string> {
    return (await this.page.locator('#status').textContent()) ?? '';
  }

  async merchantBizId(): Promise<string> {
    return (await this.page.locator('#merchant-biz-id').textContent()) ?? '';
  }

  async transactionId(): Promise<string> {
    return (await this.page.locator('#transaction-id').textContent()) ?? '';
  }
}
