import { call, operations } from './api.js';
import { busy, element, make } from './dom.js';
import { nothing, table } from './table.js';
import { timeInWords } from './words.js';

const COLUMNS = ['Verification', 'Handler', '#Attempts', 'Last failure', 'Since', ''];

let shown = [];
let nextCursor;

element('more-deliveries').addEventListener('click', () =>
  busy(element('more-deliveries'), () => load(nextCursor)),
);

/** Shows outcomes that were not delivered. */
export async function showDeliveries() {
  shown = [];
  await load(undefined);
}

async function load(cursor) {
  const page = await call(
    'GET',
    `${operations}/deliveries${cursor === undefined ? '' : `?cursor=${cursor}`}`,
  );
  shown = [...shown, ...page.items];
  nextCursor = page.nextCursor;
  element('more-deliveries').hidden = nextCursor === undefined;
  element('deliveries').replaceChildren(
    shown.length === 0
      ? nothing('Every outcome has been delivered.')
      : table('Failed deliveries', COLUMNS, shown.map(rowOf)),
  );
}

function rowOf(delivery) {
  const { merchantBizId, handler, attempts, lastError, createdAt } = delivery;
  const button = make('button', { type: 'button', className: 'button small' }, 'Redeliver');
  button.setAttribute('aria-label', `Redeliver ${merchantBizId} to ${handler}`);
  button.addEventListener('click', () => busy(button, () => redeliver(merchantBizId, handler)));
  const id = make('code', {}, merchantBizId);
  return [id, handler, String(attempts), lastError ?? '–', timeInWords(createdAt), button];
}

async function redeliver(merchantBizId, handler) {
  await call('POST', `${operations}/deliveries/redeliver`, { merchantBizId, handler });
  await showDeliveries();
  // The button that had the focus is gone.
  element('deliveries').focus();
}
