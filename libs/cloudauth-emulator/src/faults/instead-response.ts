import { failure } from '../responses/response.js';
import { JSON_TYPE, toWire, type WireResponse } from '../responses/wire-response.js';
import type { InsteadFault } from './fault.js';

/** The response instead of the operation's, or the kind of missing response. */
export function replacementResponse(
  fault: InsteadFault,
  requestId: string,
  hostId: string,
): WireResponse | 'reset' | 'hang' {
  switch (fault.kind) {
    case 'vendorCode':
      return toWire(failure(requestId, hostId, fault.code, fault.message, fault.httpStatus));
    case 'throttling': {
      const response = toWire(failure(requestId, hostId, fault.code ?? 'Throttling.Api'));
      if (fault.retryAfterMs === undefined) return response;
      return { ...response, headers: { 'x-acs-retry-after': String(fault.retryAfterMs) } };
    }
    case 'rawResponse':
      return { status: fault.status, contentType: fault.contentType ?? JSON_TYPE, body: fault.body };
    case 'redirect':
      return {
        status: fault.status ?? 302,
        contentType: 'text/html',
        body: '',
        headers: { location: fault.location ?? '/elsewhere' },
      };
    case 'resetBeforeResponse':
      return 'reset';
    case 'hang':
      return 'hang';
  }
}
