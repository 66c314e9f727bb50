import type { RecordedRequest, RequestFilter } from './recorded-request.js';

/** The requests that the filter asks for, in their order. */
export function filterRequests(
  requests: readonly RecordedRequest[],
  filter: RequestFilter,
): RecordedRequest[] {
  const { action, verdict, after, limit } = filter;
  const found = requests.filter(
    (request) =>
      (action === undefined || request.action === action) &&
      (verdict === undefined || request.verdict === verdict) &&
      (after === undefined || request.sequence > after),
  );
  return limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
}
