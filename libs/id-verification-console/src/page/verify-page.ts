import { operatorPage } from './operator-page.js';
import type { PageContent } from './page-content.js';
import { STATUS_ICONS } from './status-icons.js';

/** On which an operator starts a verification and follows it to its result. */
export function verifyPage(given: PageContent): string {
  return operatorPage({ title: 'Verify a user', script: 'verify.js', content: CONTENT }, given);
}

const CONTENT = `
      <form id="start" class="card narrow" hidden>
        <h1>Verify a user</h1>
        <p class="lead">A few seconds in front of a camera show that there is a real person. Start here, and the user continues on this device or on a phone.</p>
        <label for="merchant-user-id">Customer ID</label>
        <input id="merchant-user-id" name="merchantUserId" required autocomplete="off" spellcheck="false" autocapitalize="off" placeholder="customer-1" aria-describedby="merchant-user-id-hint">
        <p id="merchant-user-id-hint" class="hint">Any id from your records. Only a keyed hash of it is stored and sent to the vendor.</p>
        <button type="submit" class="button primary">Start a verification</button>
      </form>

      <section id="invitation" class="card narrow" aria-labelledby="invitation-title" hidden>
        <h1 id="invitation-title" tabindex="-1">Where will the user continue?</h1>
        <p class="lead">As soon as one device is used, the other one is refused.</p>
        <div class="choices">
          <div class="choice" id="here-choice">
            <h2>On this device</h2>
            <svg class="picture" viewBox="0 0 96 72" aria-hidden="true"><rect x="14" y="6" width="68" height="46" rx="5"/><path d="M4 60h88"/><circle cx="48" cy="25" r="9"/><path d="M32 46c3-9 29-9 32 0"/></svg>
            <p>It needs a camera, with the user in front of it.</p>
            <button type="button" id="here" class="button primary">Continue here</button>
          </div>
          <div class="choice" id="phone-choice">
            <h2>On a phone</h2>
            <div id="qr" class="qr" role="img" aria-label="QR code that opens the verification on a phone"></div>
            <p>Scan it with the phone’s camera.</p>
            <a id="phone-page" class="link" target="_blank" rel="noopener" hidden>Open the phone’s page in a new tab</a>
          </div>
        </div>
        <p id="elsewhere" class="note" hidden>The code is shown in the tab in which this was started.</p>
        <p class="time-left"><span id="invitation-left" role="timer" aria-live="off"></span></p>
        <div id="invitation-over" class="note" role="status" hidden>This code has expired. No verification was started.</div>
        <div class="actions">
          <button type="button" id="new-code" class="button primary" hidden>Show a new code</button>
          <button type="button" id="withdraw" class="button">Cancel</button>
        </div>
      </section>

      <section id="verification" class="card narrow" aria-labelledby="verification-title" hidden>
        <h1 id="verification-title" class="unseen" tabindex="-1">The verification</h1>
        <ol class="steps" aria-label="Progress">
          <li id="step-started">Started</li><li id="step-person">With the user</li><li id="step-result">Result</li>
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
          <a id="person-page" class="button primary" target="_blank" rel="noopener noreferrer" hidden>Open the user’s page<span class="unseen"> in a new tab</span></a>
          <button type="button" id="check" class="button">Check result now</button>
        </div>
        <div class="actions">
          <button type="button" id="again" class="button"></button>
          <button type="button" id="another" class="button">Verify another user</button>
        </div>
        <dl class="facts">
          <div id="person-fact"><dt>Customer ID</dt><dd id="person"></dd></div>
          <div><dt id="time-name">Expires at</dt><dd id="time"></dd></div>
          <div><dt>MerchantBizId</dt><dd id="merchant-biz-id"></dd></div>
          <div><dt>TransactionId</dt><dd id="transaction-id"></dd></div>
        </dl>
      </section>`;
