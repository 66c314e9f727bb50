import type { EN } from '../languages/en.js';
import { escapedTexts } from './escape-html.js';
import { completionLink } from './layout.js';
import { operatorPage } from './operator-page.js';
import type { PageContent } from './page-content.js';
import { scriptTexts } from './script-texts.js';
import { STATUS_ICONS } from './status-icons.js';

/** On which an operator starts a verification and follows it to its result. */
export function verifyPage(given: PageContent): string {
  const page = {
    title: given.texts['start.title'],
    script: 'verify.js',
    content: contentOf(given),
    scriptTexts: scriptTexts(given.texts),
  } as const;
  return operatorPage(page, given);
}

function contentOf(given: PageContent): string {
  const text = escapedTexts<keyof typeof EN>(given.texts);
  return `
      <form id="start" class="card narrow" hidden>
        <h1>${text('start.title')}</h1>
        <p class="lead">${text('start.lead')}</p>
        <label for="merchant-user-id">${text('start.id')}</label>
        <input id="merchant-user-id" name="merchantUserId" required autocomplete="off" spellcheck="false" autocapitalize="off" placeholder="customer-1" aria-describedby="merchant-user-id-hint">
        <p id="merchant-user-id-hint" class="hint">${text('start.idHint')}</p>
        <button type="submit" class="button primary">${text('start.submit')}</button>
      </form>

      <section id="invitation" class="card narrow" aria-labelledby="invitation-title" hidden>
        <h1 id="invitation-title" tabindex="-1">${text('choice.title')}</h1>
        <p class="lead">${text('choice.lead')}</p>
        <div class="choices">
          <div class="choice" id="here-choice">
            <h2>${text('choice.here')}</h2>
            <svg class="picture" viewBox="0 0 96 72" aria-hidden="true"><rect x="14" y="6" width="68" height="46" rx="5"/><path d="M4 60h88"/><circle cx="48" cy="25" r="9"/><path d="M32 46c3-9 29-9 32 0"/></svg>
            <p>${text('choice.hereHint')}</p>
            <button type="button" id="here" class="button primary">${text('choice.hereSubmit')}</button>
          </div>
          <div class="choice" id="phone-choice">
            <h2>${text('choice.phone')}</h2>
            <div id="qr" class="qr" role="img" aria-label="${text('choice.qr')}"></div>
            <p>${text('choice.phoneHint')}</p>
            <p id="local-only" class="hint" hidden>${text('choice.localOnly')}</p>
            <a id="phone-page" class="link" target="_blank" rel="noopener" hidden>${text('choice.phonePage')}</a>
          </div>
        </div>
        <p id="elsewhere" class="note" hidden>${text('choice.elsewhere')}</p>
        <p class="time-left"><span id="invitation-left" role="timer" aria-live="off"></span></p>
        <div id="invitation-over" class="note" role="status" hidden>${text('choice.over')}</div>
        <div class="actions">
          <button type="button" id="new-code" class="button primary" hidden>${text('choice.new')}</button>
          <button type="button" id="withdraw" class="button">${text('choice.cancel')}</button>
        </div>
      </section>

      <section id="verification" class="card narrow" aria-labelledby="verification-title" hidden>
        <h1 id="verification-title" class="unseen" tabindex="-1">${text('progress.title')}</h1>
        <ol class="steps" aria-label="${text('progress.steps')}">
          <li id="step-started">${text('progress.started')}</li><li id="step-person">${text('progress.user')}</li><li id="step-result">${text('progress.result')}</li>
        </ol>
        <div id="status" role="status">
          ${STATUS_ICONS}
          <p id="status-title"></p>
          <p id="status-detail"></p>
        </div>
        <div id="time-left" class="time-left">
          <progress id="left-bar" aria-hidden="true" max="1800" value="1800"></progress>
          <span id="left" role="timer" aria-live="off"></span>
        </div>
        <p id="announcement" class="unseen" aria-live="polite"></p>
        <div id="to-do" class="actions">
          <a id="person-page" class="button primary" target="_blank" rel="noopener noreferrer" hidden>${text('progress.userPage')}<span class="unseen"> ${text('progress.newTab')}</span></a>
          <button type="button" id="check" class="button">${text('progress.check')}</button>
        </div>
        <div class="actions">
          <button type="button" id="again" class="button"></button>
          <button type="button" id="another" class="button">${text('progress.another')}</button>
          ${completionLink(given)}
        </div>
        <dl class="facts">
          <div id="person-fact"><dt>${text('start.id')}</dt><dd id="person"></dd></div>
          <div><dt id="time-name">${text('progress.expiresAt')}</dt><dd id="time"></dd></div>
          <div><dt>MerchantBizId</dt><dd id="merchant-biz-id"></dd></div>
          <div><dt>TransactionId</dt><dd id="transaction-id"></dd></div>
        </dl>
      </section>

      <section id="unknown" class="card narrow" hidden>
        <h1 class="unseen">${text('progress.title')}</h1>
        <button type="button" id="unknown-another" class="button primary">${text('progress.another')}</button>
      </section>`;
}
