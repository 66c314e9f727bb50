import type { RecordedRequest, RequestFilter } from './recorded-request.js';

/** The last requests, oldest first; older ones make room. Held in memory only. */
export class RequestLog {
  readonly #ring: RecordedRequest[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(request: RecordedRequest): void {
    if (this.#capacity === 0) return;
    this.#ring[this.#next] = request;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  list(filter: RequestFilter = {}): RecordedRequest[] {
    const ordered = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    const found = ordered.filter((request) => matches(request, filter));
    return filter.limit === undefined ? found : found.slice(Math.max(0, found.length - filter.limit));
  }

  clear(): void {
    this.#ring.length = 0;
    this.#next = 0;
  }
}

function matches(request: RecordedRequest, { action, verdict, after }: RequestFilter): boolean {
  return (
    (action === undefined || request.action === action) &&
    (verdict === undefined || request.verdict === verdict) &&
    (after === undefined || request.sequence > after)
  );
}
