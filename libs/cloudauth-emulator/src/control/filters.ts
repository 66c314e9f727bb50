import { assertRequestFilter, type RequestFilter } from '../requests/filter-requests.js';
import { assertTransactionFilter, type TransactionFilter } from '../transactions/transaction-filter.js';

const NUMBERS = new Set(['after', 'limit']);

/** The request filter of a query string. @throws InvalidInputError */
export function requestFilter(query: URLSearchParams): RequestFilter {
  const filter = withNumbers(query);
  assertRequestFilter(filter);
  return filter;
}

/** The transaction filter of a query string. @throws InvalidInputError */
export function transactionFilter(query: URLSearchParams): TransactionFilter {
  const filter = withNumbers(query);
  assertTransactionFilter(filter);
  return filter;
}

function withNumbers(query: URLSearchParams): unknown {
  return Object.fromEntries(
    [...query].map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : value]),
  );
}
