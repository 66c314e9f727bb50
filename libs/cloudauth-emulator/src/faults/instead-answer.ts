import { failure } from '../answers/answer.js';
import { JSON_TYPE, toWire, type WireAnswer } from '../answers/wire-answer.js';
import type { InsteadFault } from './fault.js';

/** What is sent in place of the operation's answer; no answer at all is said by its name. */
export function insteadAnswer(
  fault: InsteadFault,
  requestId: string,
  hostId: string,
): WireAnswer | 'reset' | 'hang' {
  switch (fault.kind) {
    case 'vendorCode':
      return toWire(failure(requestId, hostId, fault.code, fault.message, fault.httpStatus));
    case 'throttling': {
      const answer = toWire(failure(requestId, hostId, fault.code ?? 'Throttling.Api'));
      if (fault.retryAfterMs === undefined) return answer;
      return { ...answer, headers: { 'x-acs-retry-after': String(fault.retryAfterMs) } };
    }
    case 'rawAnswer':
      return { status: fault.status, contentType: fault.contentType ?? JSON_TYPE, body: fault.body };
    case 'redirect':
      return {
        status: fault.status ?? 302,
        contentType: 'text/html',
        body: '',
        headers: { location: fault.location ?? '/elsewhere' },
      };
    case 'resetBeforeAnswer':
      return 'reset';
    case 'hang':
      return 'hang';
  }
}
