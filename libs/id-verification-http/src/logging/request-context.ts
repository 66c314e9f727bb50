import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line has that is written while a request is served. */
export interface RequestContext {
  readonly reqId: string;
  readonly traceId?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** As an id that a caller gives may look in a log: nothing that needs quotes, and no room for anything personal. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** `traceparent` of the W3C's Trace Context: version, trace id, parent id, flags. */
const TRACE_PARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The ids of a request: those that its caller gave where they are well-formed, so that one search finds a request in
 * the logs of both. A caller that gives a trace and no id gets the trace's.
 *
 * @param newId of a request that brings none
 */
export function contextOf(headers: NodeJS.Dict<string | string[]>, newId: () => string): RequestContext {
  const traceId = TRACE_PARENT.exec(String(headers['traceparent'] ?? ''))?.[1];
  const given = String(headers['x-request-id'] ?? '');
  const reqId = REQUEST_ID.test(given) ? given : (traceId ?? newId());
  return { reqId, ...(traceId !== undefined && { traceId }) };
}
