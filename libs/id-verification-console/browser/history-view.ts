import type { VerificationHistoryResponse } from 'nestjs-id-verification-http';
import { call, operations } from './api.js';
import { element, make } from './dom.js';
import { eventInWords, type VerificationEvent } from './words.js';

/**
 * Shows what happened to a verification, oldest first.
 *
 * @param isShown whether the verification is still the one that is shown when the response arrives
 */
export async function showHistory(merchantBizId: string, isShown: () => boolean): Promise<void> {
  const { items } = await call<VerificationHistoryResponse>(
    'GET',
    `${operations}/verifications/${merchantBizId}/history`,
  );
  if (isShown()) element('detail-history').replaceChildren(...items.map(itemOf));
}

function itemOf(event: VerificationEvent): HTMLElement {
  const { at, code, requestId, handler, attempt, by } = event;
  const details = [
    handler && `${handler}${attempt === undefined ? '' : `, attempt ${attempt}`}`,
    code,
    requestId && `RequestId ${requestId}`,
    by && `by ${by.actor}${by.reason === undefined ? '' : `: ${by.reason}`}`,
  ].filter(Boolean);
  const time = new Date(at);
  return make(
    'li',
    {},
    make('time', { dateTime: at, title: at }, time.toLocaleString()),
    make('strong', {}, eventInWords(event)),
    make('span', { className: 'hint' }, details.join(' · ')),
  );
}
