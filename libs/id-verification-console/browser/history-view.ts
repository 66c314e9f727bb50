import type { VerificationHistoryResponse } from 'nestjs-id-verification-http';
import { call, operations, type Json } from './api.js';
import { element, make } from './dom.js';
import { eventInWords, type VerificationEvent } from './words.js';

export type History = Json<VerificationHistoryResponse>;

export function readHistory(merchantBizId: string): Promise<History> {
  return call<VerificationHistoryResponse>('GET', `${operations}/verifications/${merchantBizId}/history`);
}

/** Shows what happened to a verification, oldest first. */
export function showHistory({ items }: History): void {
  element('detail-history').replaceChildren(...items.map(itemOf));
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
