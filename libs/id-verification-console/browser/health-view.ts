import type { HealthResponse } from '../src/operations/health.response.js';
import { call, operations, type Json } from './api.js';
import { element, make } from './dom.js';
import { durationInWords, timeInWords } from './words.js';

type Health = Json<HealthResponse>;

const BREAKER: Readonly<Record<Health['circuitBreaker'], readonly [words: string, state: string]>> = {
  closed: ['Circuit breaker closed', 'good'],
  'half-open': ['Circuit breaker half-open', 'fair'],
  open: ['Circuit breaker open: most vendor calls fail', 'bad'],
  off: ['Circuit breaker off', 'fair'],
};

/** Shows whether the vendor can be called, and how much of its limit is used. */
export async function showHealth(): Promise<void> {
  const { problems, circuitBreaker, lastVendorSuccessAt, backlog, rateLimit } = await call<HealthResponse>(
    'GET',
    `${operations}/health`,
  );
  element('health').replaceChildren(
    make('p', { className: 'state' }, tagOf(circuitBreaker)),
    ...problems.map(({ code, severity, hint }) =>
      make('p', { className: 'note' }, make('strong', {}, `${severity}: ${code}. `), hint),
    ),
    make('ul', { className: 'reasons' }, ...rateLimit.map(rateLimitOf)),
    make(
      'p',
      { className: 'hint' },
      `Last response of the vendor ${timeInWords(lastVendorSuccessAt)}. ${inWords(backlog)}`,
    ),
  );
}

function tagOf(circuitBreaker: Health['circuitBreaker']): HTMLElement {
  const [words, state] = BREAKER[circuitBreaker];
  const tag = make('span', { className: 'tag' }, words);
  tag.dataset['state'] = state;
  return tag;
}

function rateLimitOf({
  operation,
  used,
  perSecond,
  waiting,
  slowedDown,
}: Health['rateLimit'][number]): HTMLElement {
  const notes = [...(waiting > 0 ? [`${waiting} waiting`] : []), ...(slowedDown ? ['slowed down'] : [])];
  return make(
    'li',
    {},
    make('span', {}, [operation, ...notes].join(', ')),
    make('span', { className: 'number' }, `${used} of ${perSecond}/s`),
    make('meter', { min: 0, max: perSecond, value: used, ariaHidden: 'true' }),
  );
}

function inWords(backlog: Health['backlog']): string {
  if (backlog === undefined) return 'The database is not available.';
  if (backlog.due === 0) return 'No check is due.';
  return `${backlog.due} checks are due, the oldest for ${durationInWords(backlog.oldestMs / 1_000)}.`;
}
