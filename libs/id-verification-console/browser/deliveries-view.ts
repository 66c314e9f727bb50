import type { DeliveryPageResponse } from '../src/operations/delivery-page.response.js';
import type { RedeliverDto } from '../src/operations/redeliver.dto.js';
import { call, operations, Problem, type Json } from './api.js';
import { consoleText } from './console-texts.js';
import { numberInWords, timeElement } from './console-words.js';
import { element, input, make, onClick } from './dom.js';
import { pagedList } from './paged-list.js';

type Delivery = DeliveryPageResponse['items'][number];

const loadFirst = pagedList<Delivery>({
  id: 'deliveries',
  limit: 20,
  caption: consoleText('deliveries.title'),
  columns: [
    consoleText('column.verification'),
    consoleText('column.handler'),
    `#${consoleText('column.attempts')}`,
    consoleText('column.lastFailure'),
    consoleText('column.since'),
    '',
  ],
  none: consoleText('deliveries.none'),
  rowOf,
});

/** Shows outcomes that were not delivered. */
export async function showDeliveries(): Promise<void> {
  element('redelivery').hidden = (await loadFirst()) === 0;
}

function rowOf({
  merchantBizId,
  handler,
  attempts,
  lastError,
  createdAt,
}: Json<Delivery>): (Node | string)[] {
  const again = make(
    'button',
    {
      type: 'button',
      className: 'button small for-operators',
      ariaLabel: consoleText('deliveries.redeliverOne', { id: merchantBizId, handler }),
    },
    consoleText('deliveries.redeliver'),
  );
  again.dataset['name'] = `${merchantBizId} ${handler}`;
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
