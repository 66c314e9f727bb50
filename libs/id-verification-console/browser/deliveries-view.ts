import type { DeliveryPageResponse } from '../src/operations/delivery-page.response.js';
import type { RedeliverDto } from '../src/operations/redeliver.dto.js';
import { call, operations, Problem, type Json } from './api.js';
import { consoleText } from './console-texts.js';
import { numberInWords, timeElement } from './console-words.js';
import { button, element, input, make, onClick } from './dom.js';
import { nothing, table } from './table.js';

type Delivery = Json<DeliveryPageResponse>['items'][number];

const COLUMNS = [
  consoleText('column.verification'),
  consoleText('column.handler'),
  `#${consoleText('column.attempts')}`,
  consoleText('column.lastFailure'),
  consoleText('column.since'),
  '',
];

let shown: readonly Delivery[] = [];
let nextCursor: string | undefined;

onClick(button('more-deliveries'), () => load(nextCursor));

/** Shows outcomes that were not delivered. */
export async function showDeliveries(): Promise<void> {
  shown = [];
  await load(undefined);
}

async function load(cursor: string | undefined): Promise<void> {
  const page = await call<DeliveryPageResponse>(
    'GET',
    `${operations}/deliveries${cursor === undefined ? '' : `?cursor=${cursor}`}`,
  );
  shown = [...shown, ...page.items];
  nextCursor = page.nextCursor;
  element('redelivery').hidden = shown.length === 0;
  element('more-deliveries').hidden = nextCursor === undefined;
  element('deliveries').replaceChildren(
    shown.length === 0
      ? nothing(consoleText('deliveries.none'))
      : table(consoleText('deliveries.title'), COLUMNS, shown.map(rowOf)),
  );
}

function rowOf({ merchantBizId, handler, attempts, lastError, createdAt }: Delivery): (Node | string)[] {
  const again = make(
    'button',
    {
      type: 'button',
      className: 'button small for-operators',
      ariaLabel: consoleText('deliveries.redeliverOne', { id: merchantBizId, handler }),
    },
    consoleText('deliveries.redeliver'),
  );
  onClick(again, async () => {
    try {
      await redeliver({ merchantBizId, handler, reason: input('redelivery-reason').value });
    } finally {
      // The button that had the focus is gone.
      element('deliveries').focus();
    }
  });
  const id = make('code', {}, merchantBizId);
  return [id, handler, numberInWords(attempts), lastError ?? '–', timeElement(createdAt), again];
}

/**
 * Makes undelivered outcomes of a verification pending again.
 *
 * @throws Error where there is none any more
 */
export async function redeliver(body: RedeliverDto): Promise<void> {
  try {
    await call<void>('POST', `${operations}/deliveries/redeliver`, body);
  } catch (problem) {
    if (!(problem instanceof Problem && problem.code === 'not_found')) throw problem;
    throw new Error(consoleText('deliveries.gone'), { cause: problem });
  } finally {
    await showDeliveries();
  }
}
