import type { VerificationHistoryResponse } from 'nestjs-id-verification-http';
import { call, operations, type Json } from './api.js';
import { consoleText } from './console-texts.js';
import { eventName, fullTimeElement, numberInWords, type VerificationEvent } from './console-words.js';
import { element, make } from './dom.js';

export type History = Json<VerificationHistoryResponse>;

export function readHistory(merchantBizId: string): Promise<History> {
  return call<VerificationHistoryResponse>('GET', `${operations}/verifications/${merchantBizId}/history`);
}

/** Shows what happened to a verification, oldest first. */
export function showHistory({ items }: History): void {
  element('detail-history').replaceChildren(...items.map(itemOf));
}

/** Whether no attempt is left to deliver the outcome to one of its handlers. */
export function isDeadLettered({ items }: History): boolean {
  const last = new Map(items.map(({ handler, type }) => [handler, type]));
  return [...last.values()].includes('delivery_dead_lettered');
}

function itemOf(event: VerificationEvent): HTMLElement {
  const { at, code, requestId } = event;
  const details = [handlerOf(event), code, requestId && `RequestId ${requestId}`, actorOf(event)];
  return make(
    'li',
    {},
    fullTimeElement(at),
    make('strong', {}, eventName(event)),
    make('span', { className: 'hint' }, details.filter(Boolean).join(' · ')),
  );
}

function handlerOf({ handler, attempt }: VerificationEvent): string | undefined {
  if (handler === undefined || attempt === undefined) return handler;
  return consoleText('history.attempt', { handler, attempt: numberInWords(attempt) });
}

function actorOf({ by }: VerificationEvent): string | undefined {
  if (by?.reason === undefined) return by && consoleText('history.by', { actor: by.actor });
  return consoleText('history.byWithReason', { actor: by.actor, reason: by.reason });
}
