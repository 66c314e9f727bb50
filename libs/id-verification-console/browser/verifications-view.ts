import type { VerificationPageResponse, VerificationResponse } from 'nestjs-id-verification-http';
import { call, download, operations, Problem } from './api.js';
import { showDetail } from './detail-view.js';
import { busy, button, element, make, onClick, onSubmit } from './dom.js';
import { filterQuery, rememberFilter, resetFilter, restoreFilter, wantedId } from './filter.js';
import { nothing, table } from './table.js';
import { REASON_NAMES, STATUS_NAMES, timeInWords, type Verification } from './words.js';

interface Page {
  readonly items: readonly Verification[];
  readonly nextCursor?: string | undefined;
}

const COLUMNS = ['Verification', 'Status', 'Reason', 'Started', 'Ended'];
const search = element('search', HTMLFormElement);

let nextCursor: string | undefined;
let pageCursor: string | undefined;

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
onClick(button('older'), () => load(nextCursor));
onClick(button('newest'), showNewest);

/** Opens the verification that the address names. */
export async function openNamed(): Promise<void> {
  const id = new URLSearchParams(location.search).get('verification');
  if (id !== null) await showDetail(await read(id), showVerifications);
}

/** Shows the page of the list that was shown before, as it is now. */
export function showVerifications(): Promise<void> {
  return load(pageCursor);
}

function showNewest(): Promise<void> {
  rememberFilter();
  return load(undefined);
}

async function load(cursor: string | undefined): Promise<void> {
  const id = wantedId();
  const page = id === '' ? await list(filterQuery(), cursor) : await find(id);
  // One that was found by its id is no list to export, and the filter does not select it.
  button('export').disabled = id !== '';
  pageCursor = cursor;
  nextCursor = page.nextCursor;
  element('newest').hidden = cursor === undefined;
  element('older').hidden = nextCursor === undefined;
  element('verifications').replaceChildren(
    page.items.length === 0
      ? nothing(id === '' ? 'No verifications found.' : 'There is no verification with this id.')
      : table('Verifications, newest first', COLUMNS, page.items.map(rowOf)),
  );
}

function list(query: URLSearchParams, cursor?: string): Promise<Page> {
  query.set('limit', '10');
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
  onClick(open, () => showDetail(verification, showVerifications));
  const tag = make('span', { className: 'tag' }, STATUS_NAMES[status]);
  tag.dataset['status'] = status;
  return [
    open,
    tag,
    reason === undefined ? '–' : REASON_NAMES[reason],
    timeInWords(createdAt),
    timeInWords(completedAt),
  ];
}
