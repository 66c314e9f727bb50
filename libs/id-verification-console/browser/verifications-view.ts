import type { VerificationPageResponse, VerificationResponse } from 'nestjs-id-verification-http';
import { call, download, operations, Problem } from './api.js';
import { consoleText } from './console-texts.js';
import { reasonName, statusName, timeElement } from './console-words.js';
import { showDetail } from './detail-view.js';
import { busy, button, element, make, onClick, onSubmit, replaceContent } from './dom.js';
import { filterQuery, rememberFilter, resetFilter, restoreFilter, wantedId } from './filter.js';
import { nothing, table } from './table.js';
import type { Verification } from './words.js';

interface Page {
  readonly items: readonly Verification[];
  readonly nextCursor?: string | undefined;
}

const PAGE_SIZE = '20';
const COLUMNS = [
  consoleText('column.verification'),
  consoleText('column.status'),
  consoleText('column.reason'),
  consoleText('column.started'),
  consoleText('column.ended'),
];
const NEWEST = [undefined];

const search = element('search', HTMLFormElement);

/** The cursors of the pages from the newest one, which needs none, to the one that is shown. */
let cursors: readonly (string | undefined)[] = NEWEST;
let nextCursor: string | undefined;
let loads = 0;

restoreFilter();
onSubmit(search, showNewest);
search.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && ['checkbox', 'date'].includes(target.type))
    void busy(button('find'), showNewest);
});
onClick(button('reset-filter'), () => {
  resetFilter();
  return showNewest();
});
onClick(button('export'), exportCsv);
onClick(button('older'), () => turnTo([...cursors, nextCursor]));
onClick(button('newer'), () => turnTo(cursors.slice(0, -1)));
onClick(button('newest'), () => turnTo(NEWEST));

/** Opens the verification that the address names. */
export async function openNamed(): Promise<void> {
  const id = new URLSearchParams(location.search).get('verification');
  if (id !== null) await showDetail(await read(id), showVerifications);
}

/** Shows the page of the list that was shown before, as it is now. */
export function showVerifications(): Promise<void> {
  return load(cursors);
}

function showNewest(): Promise<void> {
  rememberFilter();
  return load(NEWEST);
}

/** The top of the list is where its reader continues; the button that was pressed may be gone. */
async function turnTo(wanted: readonly (string | undefined)[]): Promise<void> {
  await load(wanted);
  element('verifications').focus();
}

async function load(wanted: readonly (string | undefined)[]): Promise<void> {
  loads += 1;
  const own = loads;
  const id = wantedId();
  const page = id === '' ? await list(filterQuery(), wanted.at(-1)) : await find(id);
  // A later filter has been asked for meanwhile.
  if (own !== loads) return;
  // One that was found by its id is no list to export, and the filter does not select it.
  button('export').disabled = id !== '';
  cursors = wanted;
  nextCursor = page.nextCursor;
  element('newest').hidden = element('newer').hidden = wanted.length === 1;
  element('older').hidden = nextCursor === undefined;
  replaceContent(
    element('verifications'),
    page.items.length === 0
      ? nothing(consoleText(id === '' ? 'list.none' : 'list.unknownId'))
      : tableOf(page.items),
  );
}

/** With a column of tenants where the page has any: most applications have none. */
function tableOf(items: readonly Verification[]): HTMLTableElement {
  const hasTenants = items.some(({ tenant }) => tenant !== undefined);
  return table(
    consoleText('list.caption'),
    hasTenants ? [...COLUMNS, consoleText('filter.tenant')] : COLUMNS,
    items.map((item) => (hasTenants ? [...rowOf(item), item.tenant ?? '–'] : rowOf(item))),
  );
}

function list(query: URLSearchParams, cursor?: string): Promise<Page> {
  query.set('limit', PAGE_SIZE);
  if (cursor !== undefined) query.set('cursor', cursor);
  return call<VerificationPageResponse>('GET', `${operations}/verifications?${query}`);
}

function read(merchantBizId: string): Promise<Verification> {
  return call<VerificationResponse>(
    'GET',
    `${operations}/verifications/${encodeURIComponent(merchantBizId)}`,
  );
}

/** By TransactionId or by MerchantBizId. */
async function find(id: string): Promise<Page> {
  const page = await list(new URLSearchParams({ transactionId: id }));
  if (page.items.length > 0) return page;
  try {
    return { items: [await read(id)] };
  } catch (problem) {
    if (!(problem instanceof Problem && problem.code === 'not_found')) throw problem;
    return { items: [] };
  }
}

function exportCsv(): Promise<void> {
  return download(`${operations}/verifications.csv?${filterQuery()}`, 'verifications.csv');
}

function rowOf(verification: Verification): readonly (Node | string)[] {
  const { merchantBizId, status, reason, createdAt, completedAt } = verification;
  const open = make('button', { type: 'button', className: 'link' }, make('code', {}, merchantBizId));
  open.dataset['name'] = merchantBizId;
  onClick(open, () => showDetail(verification, showVerifications));
  const tag = make('span', { className: 'tag' }, statusName(status));
  tag.dataset['status'] = status;
  return [
    open,
    tag,
    reason === undefined ? '–' : reasonName(reason),
    timeElement(createdAt),
    timeElement(completedAt),
  ];
}
