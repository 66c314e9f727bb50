import { integer, oneOf, text } from '../validation/checks.js';
import { fieldProblems, optional } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import type { RecordedRequest } from './recorded-request.js';

/** Picks requests out of the log. */
export interface RequestFilter {
  readonly action?: string;
  readonly verdict?: RecordedRequest['verdict'];
  /** Only requests after this sequence number. */
  readonly after?: number;
  /** At most so many, the latest ones. */
  readonly limit?: number;
}

const FIELDS = {
  action: optional(text(100)),
  verdict: optional(oneOf('admitted', 'refused', 'throttled')),
  after: optional(integer(0)),
  limit: optional(integer(0)),
};

/** @throws InvalidInputError when `value` is not a filter. */
export function assertRequestFilter(value: unknown): asserts value is RequestFilter {
  InvalidInputError.throwIfAny('query', fieldProblems(value, FIELDS));
}

/** The requests that match the filter, in their order. */
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
