import { call, operations } from './api.js';
import { showDetail } from './detail-view.js';
import { busy, element, make } from './dom.js';
import { nothing, table } from './table.js';
import { timeInWords, reasonInWords, statusInWords, STATUSES } from './words.js';

const COLUMNS = ['Verification', 'Status', 'Reason', 'Started', 'Ended'];

let nextCursor;
let pageCursor;

for (const status of STATUSES) {
  element('status-filter').append(make('option', { value: status }, statusInWords(status)));
}
element('search').addEventListener('submit', (event) => {
  event.preventDefault();
  void busy(event.target.querySelector('button'), showNewest);
});
element('status-filter').addEventListener('change', () => {
  element('id-search').value = '';
  void busy(element('status-filter'), showNewest);
});
element('older').addEventListener('click', () => busy(element('older'), () => load(nextCursor)));
element('newest').addEventListener('click', () => busy(element('newest'), showNewest));

/** Shows the page of the list that was shown before, as it is now. */
export function showVerifications() {
  return load(pageCursor);
}

function showNewest() {
  return load(undefined);
}

async function load(cursor) {
  const id = element('id-search').value.trim();
  const page = id === '' ? await list(cursor) : await find(id);
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

function list(cursor) {
  const query = new URLSearchParams({ limit: '10' });
  const status = element('status-filter').value;
  if (status !== '') query.set('status', status);
  if (cursor !== undefined) query.set('cursor', cursor);
  return call('GET', `${operations}/verifications?${query}`);
}

async function find(merchantBizId) {
  try {
    return { items: [await call('GET', `${operations}/verifications/${encodeURIComponent(merchantBizId)}`)] };
  } catch (problem) {
    if (problem.code !== 'not_found') throw problem;
    return { items: [] };
  }
}

function rowOf(verification) {
  const { merchantBizId, status, reason, createdAt, completedAt } = verification;
  const open = make('button', { type: 'button', className: 'link' }, make('code', {}, merchantBizId));
  open.addEventListener('click', () => showDetail(verification, showVerifications));
  const tag = make('span', { className: 'tag' }, statusInWords(status));
  tag.dataset.status = status;
  return [
    open,
    tag,
    reason === undefined ? '–' : reasonInWords(reason),
    timeInWords(createdAt),
    timeInWords(completedAt),
  ];
}
