import type { Transaction } from '../transactions/transaction.js';
import { html, type Html } from './html.js';
import { SUB_CODE_CHOICES } from './sub-codes.js';

/** A page's title and what is below it. */
export interface PageContent {
  readonly status: number;
  readonly title: string;
  readonly content: Html;
}

/** The forms by which a user ends the verification. */
export function choicePage(
  transaction: Transaction,
  session: string,
  now: number,
  hint?: string,
): PageContent {
  const minutes = Math.max(1, Math.ceil((transaction.expiresAt - now) / 60_000));
  const hidden = html`<input type="hidden" name="session" value="${session}" />`;
  const choices = SUB_CODE_CHOICES.map(
    ({ subCode, meaning }) => html`<option value="${subCode}">${subCode}: ${meaning}</option>`,
  );
  return {
    status: hint === undefined ? 200 : 400,
    title: 'How does the face check end?',
    content: html`${hint === undefined ? undefined : html`<p role="alert">${hint}</p>`}
      <p>
        Verification <code>${transaction.merchantBizId}</code>. It can be finished for another ${minutes} min.
      </p>
      <section aria-labelledby="pass">
        <h2 id="pass">The user is live</h2>
        <form method="post">${hidden}<button class="primary" name="outcome" value="pass">Pass</button></form>
      </section>
      <section aria-labelledby="fail">
        <h2 id="fail">The check fails</h2>
        <form method="post">
          ${hidden}<label for="subCode">Reason (SubCode)</label>
          <select id="subCode" name="subCode">
            ${choices}
          </select>
          <button name="outcome" value="fail">Fail</button>
        </form>
      </section>
      <section aria-labelledby="leave">
        <h2 id="leave">The user gives up</h2>
        <p class="note">There will be no result and no callback.</p>
        <form method="post">
          ${hidden}<button name="outcome" value="leave">Leave without finishing</button>
        </form>
      </section>`,
  };
}

/** The page after the user has passed or failed. */
export function finishedPage(transaction: Transaction): PageContent {
  const { outcome } = transaction;
  return {
    status: 200,
    title: outcome?.passed === 'Y' ? 'Finished: passed' : 'Finished: failed',
    content: html`<p>SubCode ${outcome?.subCode ?? ''}. The result is there to be fetched.</p>
      ${wayBack(transaction)}`,
  };
}

/** The page after the user has left. */
export function leftPage(transaction: Transaction): PageContent {
  return {
    status: 200,
    title: 'You left the verification',
    content: html`<p>The verification stays unfinished. It needs a new start.</p>
      ${wayBack(transaction)}`,
  };
}

/** A page with a message only. */
export function messagePage(status: number, title: string, message: string): PageContent {
  return { status, title, content: html`<p>${message}</p>` };
}

/** The vendor redirects the browser automatically, with undocumented parameters; this is a plain link. */
function wayBack({ returnUrl }: Transaction): Html {
  if (returnUrl === undefined || !/^https?:\/\//i.test(returnUrl))
    return html`<p>You can close this tab.</p>`;
  return html`<p><a class="button primary" href="${returnUrl}">Return to the application</a></p>`;
}
