import { LONGEST_REASON } from '../operations/operator-actions.service.js';
import { operatorPage } from './operator-page.js';
import type { PageContent } from './page-content.js';

/** On which an operator sees verifications, and fixes what fails. */
export function operationsPage(given: PageContent): string {
  return operatorPage({ title: 'Operations', script: 'operations.js', content: CONTENT }, given);
}

const CONTENT = `
      <div class="toolbar">
        <h1>Operations</h1>
        <label for="span" class="unseen">Span of time</label>
        <select id="span">
          <option value="1">Last 24 hours</option>
          <option value="7">Last 7 days</option>
          <option value="30">Last 30 days</option>
        </select>
        <button type="button" id="refresh" class="button">Refresh</button>
        <p id="updated" class="hint"></p>
      </div>

      <dl class="tiles">
        <div class="tile"><dt>Started</dt><dd id="total">–</dd><dd id="total-note" class="hint"></dd></div>
        <div class="tile"><dt>Pass rate</dt><dd id="pass-rate">–</dd><dd id="pass-rate-note" class="hint"></dd></div>
        <div class="tile"><dt>Time to verdict</dt><dd id="time-to-verdict">–</dd><dd id="time-to-verdict-note" class="hint"></dd></div>
        <div class="tile"><dt>Open</dt><dd id="open">–</dd><dd class="hint">with a user or the vendor</dd></div>
      </dl>

      <div class="panels">
        <figure id="volume-chart" class="card panel wide"></figure>
        <figure id="pass-rate-chart" class="card panel"></figure>
        <figure id="time-chart" class="card panel"></figure>
        <section class="card panel" aria-labelledby="reasons-title"><h2 id="reasons-title">Results by reason</h2><div id="reasons"></div></section>
        <section class="card panel" aria-labelledby="health-title"><h2 id="health-title">Vendor and limits</h2><div id="health"></div></section>
      </div>

      <section class="card panel" aria-labelledby="deliveries-title">
        <h2 id="deliveries-title">Failed deliveries</h2>
        <p class="hint">Outcome handlers that failed after all attempts.</p>
        <div id="redelivery" class="for-operators" hidden>
          <label for="redelivery-reason">Reason of your action, for the history</label>
          <input id="redelivery-reason" maxlength="${LONGEST_REASON}" autocomplete="off" placeholder="Ticket; nothing about the user">
        </div>
        <div id="deliveries" class="scrolls" role="group" aria-label="List of dead-lettered deliveries" tabindex="0"></div>
        <button type="button" id="more-deliveries" class="button" hidden>Show more</button>
      </section>

      <section class="card panel" aria-labelledby="verifications-title">
        <h2 id="verifications-title">Verifications</h2>
        <form id="search" class="filters" role="search">
          <div class="grows"><label for="id-search">MerchantBizId or TransactionId</label><input id="id-search" type="search" autocomplete="off" spellcheck="false"></div>
          <div class="grows"><label for="user-filter">Customer id</label><input id="user-filter" type="search" autocomplete="off" spellcheck="false"></div>
          <div><label for="from-filter">Created from</label><input id="from-filter" type="date"></div>
          <div><label for="to-filter">Created to</label><input id="to-filter" type="date"></div>
          <div><label for="product-filter">Product</label><input id="product-filter" type="search" autocomplete="off" spellcheck="false"></div>
          <details class="menu"><summary id="status-chosen">Status</summary><fieldset id="status-filter"><legend class="unseen">Statuses</legend></fieldset></details>
          <details class="menu"><summary id="reason-chosen">Reason</summary><fieldset id="reason-filter"><legend class="unseen">Reasons</legend></fieldset></details>
          <div class="buttons">
            <button type="submit" id="find" class="button primary">Find</button>
            <button type="button" id="reset-filter" class="button">Reset</button>
            <button type="button" id="export" class="button" disabled>Export CSV</button>
          </div>
        </form>
        <div id="verifications" class="scrolls" role="group" aria-label="List of verifications" tabindex="0"></div>
        <div class="pages">
          <button type="button" id="newest" class="button" hidden>Newest</button>
          <button type="button" id="older" class="button" hidden>Older</button>
        </div>
      </section>

      <dialog id="detail" aria-labelledby="detail-title">
        <h2 id="detail-title">Verification</h2>
        <div id="detail-problem" class="problem" role="alert" hidden></div>
        <p id="detail-status" role="status"></p>
        <dl id="detail-facts" class="facts"></dl>
        <h3>History</h3>
        <ol id="detail-history" class="history"></ol>
        <div class="for-operators">
          <label for="detail-reason">Reason of your action, for the history</label>
          <input id="detail-reason" maxlength="${LONGEST_REASON}" autocomplete="off" placeholder="Ticket; nothing about the user">
        </div>
        <div class="actions">
          <button type="button" id="detail-check" class="button for-operators">Check now</button>
          <button type="button" id="detail-cancel" class="button danger for-operators"></button>
          <button type="button" id="detail-erase" class="button danger for-operators"></button>
          <button type="button" id="detail-close" class="button primary">Close</button>
        </div>
      </dialog>`;
