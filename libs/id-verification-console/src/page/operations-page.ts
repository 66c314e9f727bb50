import type { ConsoleTexts } from '../console-languages/console-translation.js';
import type { CONSOLE_EN } from '../console-languages/en.js';
import type { EN } from '../languages/en.js';
import { LONGEST_REASON } from '../operations/operator-actions.service.js';
import { consoleScriptTexts } from './console-script-texts.js';
import { escapedTexts, escapeHtml } from './escape-html.js';
import { operatorPage } from './operator-page.js';
import type { PageContent } from './page-content.js';

/** On which an operator sees verifications, and fixes what fails. */
export function operationsPage(given: PageContent, consoleTexts: ConsoleTexts): string {
  const page = {
    title: consoleTexts['operations.title'],
    script: 'operations.js',
    content: contentOf(given, consoleTexts),
    scriptTexts: consoleScriptTexts(given.language, given.texts, consoleTexts),
  } as const;
  return operatorPage(page, given);
}

function contentOf(given: PageContent, consoleTexts: ConsoleTexts): string {
  const { texts } = given;
  const text = escapedTexts<keyof typeof EN | keyof typeof CONSOLE_EN>({ ...texts, ...consoleTexts });
  const loading = `<p class="nothing loading">${text('operations.loading')}</p>`;
  return `
      <div class="toolbar">
        <h1>${text('operations.title')}</h1>
        <label for="span" class="unseen">${text('operations.span')}</label>
        <select id="span">
          <option value="1">${text('operations.day')}</option>
          <option value="7">${text('operations.week')}</option>
          <option value="30">${text('operations.month')}</option>
          <option value="days">${text('operations.days')}</option>
        </select>
        <button type="button" id="refresh" class="button">${text('operations.refresh')}</button>
        <p id="updated" class="hint"></p>
      </div>
      <div id="span-days" class="filters" hidden>
        <div><label for="span-from">${text('operations.firstDay')}</label><input id="span-from" type="date"></div>
        <div><label for="span-to">${text('operations.lastDay')}</label><input id="span-to" type="date"></div>
      </div>
      <div id="health-problems"></div>

      <dl class="tiles">
        <div class="tile"><dt>${text('tile.started')}</dt><dd id="total">–</dd><dd id="total-note" class="hint"></dd><dd id="total-before" class="hint"></dd></div>
        <div class="tile"><dt>${text('tile.passRate')}</dt><dd id="pass-rate">–</dd><dd id="pass-rate-note" class="hint"></dd><dd id="pass-rate-before" class="hint"></dd></div>
        <div class="tile"><dt>${text('tile.timeToVerdict')}</dt><dd id="time-to-verdict">–</dd><dd id="time-to-verdict-note" class="hint"></dd></div>
        <div class="tile"><dt>${text('tile.open')}</dt><dd id="open">–</dd><dd class="hint">${text('tile.openNote')}</dd></div>
      </dl>

      <section class="card panel" aria-labelledby="verifications-title">
        <h2 id="verifications-title">${text('list.title')}</h2>
        <form id="search" class="filters" role="search">
          <div class="grows"><label for="id-search">${text('filter.id')}</label><input id="id-search" type="search" autocomplete="off" spellcheck="false"></div>
          <div class="grows"><label for="user-filter">${text('start.id')}</label><input id="user-filter" type="search" autocomplete="off" spellcheck="false"></div>
          <div><label for="from-filter">${text('filter.from')}</label><input id="from-filter" type="date"></div>
          <div><label for="to-filter">${text('filter.to')}</label><input id="to-filter" type="date"></div>
          <div><label for="product-filter">${text('filter.product')}</label><input id="product-filter" type="search" autocomplete="off" spellcheck="false"></div>
          <div><label for="tenant-filter">${text('filter.tenant')}</label><input id="tenant-filter" type="search" autocomplete="off" spellcheck="false"></div>
          <details class="menu"><summary id="status-chosen">${text('column.status')}</summary><fieldset id="status-filter"><legend class="unseen">${text('filter.statuses')}</legend></fieldset></details>
          <details class="menu"><summary id="reason-chosen">${text('column.reason')}</summary><fieldset id="reason-filter"><legend class="unseen">${text('filter.reasons')}</legend></fieldset></details>
          <div class="buttons">
            <button type="submit" id="find" class="button primary">${text('filter.find')}</button>
            <button type="button" id="reset-filter" class="button">${text('filter.reset')}</button>
            <button type="button" id="export" class="button" disabled>${text('filter.export')}</button>
          </div>
        </form>
        <div id="verifications" class="scrolls rows" role="group" aria-label="${text('list.label')}" tabindex="0">${loading}</div>
        <div class="pages">
          <button type="button" id="newest" class="button" hidden>${text('list.newest')}</button>
          <button type="button" id="newer" class="button" hidden>${text('list.newer')}</button>
          <button type="button" id="older" class="button" hidden>${text('list.older')}</button>
        </div>
      </section>

      <section class="card panel" aria-labelledby="deliveries-title">
        <h2 id="deliveries-title">${text('deliveries.title')}</h2>
        <p class="hint">${text('deliveries.lead')}</p>
        <div id="redelivery" class="for-operators" hidden>
          <label for="redelivery-reason">${text('action.reason')}</label>
          <input id="redelivery-reason" maxlength="${LONGEST_REASON}" autocomplete="off" placeholder="${text('action.reasonHint')}">
        </div>
        <div id="deliveries" class="scrolls rows" role="group" aria-label="${text('deliveries.list')}" tabindex="0">${loading}</div>
        <button type="button" id="more-deliveries" class="button" hidden>${text('deliveries.more')}</button>
      </section>

      <section class="card panel" aria-labelledby="erasures-title">
        <h2 id="erasures-title">${text('erasures.title')}</h2>
        <p class="hint">${text('erasures.lead')}</p>
        <div id="erasures" class="scrolls rows" role="group" aria-label="${text('erasures.list')}" tabindex="0">${loading}</div>
        <button type="button" id="more-erasures" class="button" hidden>${text('erasures.more')}</button>
      </section>

      <div class="panels">
        <figure id="volume-chart" class="card panel wide">${loading}</figure>
        <figure id="pass-rate-chart" class="card panel">${loading}</figure>
        <figure id="time-chart" class="card panel">${loading}</figure>
        <section class="card panel" aria-labelledby="reasons-title"><h2 id="reasons-title">${text('reasons.title')}</h2><div id="reasons">${loading}</div></section>
        <section class="card panel" aria-labelledby="drop-offs-title"><h2 id="drop-offs-title">${text('dropOffs.title')}</h2><div id="drop-offs">${loading}</div>
          <h3>${text('dropOffs.pages')}</h3><div id="drop-off-pages">${loading}</div></section>
        <section class="card panel wide" aria-labelledby="health-title"><h2 id="health-title">${text('health.title')}</h2><div id="health">${loading}</div></section>
      </div>

      <dialog id="detail" aria-labelledby="detail-title">
        <h2 id="detail-title" tabindex="-1" autofocus>${text('column.verification')}</h2>
        <div id="detail-problem" class="problem" role="alert" hidden></div>
        <p id="detail-status" role="status"></p>
        <dl id="detail-facts" class="facts"></dl>${vendorConsoleLink(given, consoleTexts)}
        <div class="for-operators">
          <label for="detail-reason">${text('action.reason')}</label>
          <input id="detail-reason" maxlength="${LONGEST_REASON}" autocomplete="off" placeholder="${text('action.reasonHint')}">
        </div>
        <div class="actions">
          <button type="button" id="detail-check" class="button for-operators">${text('detail.check')}</button>
          <button type="button" id="detail-redeliver" class="button for-operators" hidden>${text('deliveries.redeliver')}</button>
          <button type="button" id="detail-cancel" class="button danger for-operators"></button>
          <button type="button" id="detail-erase" class="button danger for-operators"></button>
          <button type="button" id="detail-close" class="button primary">${text('detail.close')}</button>
        </div>
        <p id="detail-said" class="unseen" role="status"></p>
        <h3>${text('detail.history')}</h3>
        <ol id="detail-history" class="history"></ol>
      </dialog>`;
}

/** To another party, which learns nothing of the page. */
function vendorConsoleLink({ vendorConsoleUrl }: PageContent, consoleTexts: ConsoleTexts): string {
  if (vendorConsoleUrl === undefined) return '';
  return `
        <p><a href="${escapeHtml(vendorConsoleUrl)}" target="_blank" rel="noopener noreferrer">${escapeHtml(consoleTexts['detail.vendorConsole'])}</a></p>`;
}
