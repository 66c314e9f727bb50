import type { HealthResponse } from '../src/operations/health.response.js';
import { call, operations, type Json } from './api.js';
import { consoleText, consoleTextOr } from './console-texts.js';
import { durationInWords, numberInWords, timeElement } from './console-words.js';
import { element, make } from './dom.js';

type Health = Json<HealthResponse>;

const BREAKER_TONES: Readonly<Record<Health['circuitBreaker'], string>> = {
  closed: 'good',
  'half-open': 'fair',
  open: 'bad',
  off: 'fair',
};

/** Shows what is wrong, whether the vendor can be called, and how much of its limit is used. */
export async function showHealth(): Promise<void> {
  const health = await call<HealthResponse>('GET', `${operations}/health`);
  element('health-problems').replaceChildren(...health.problems.map(problemOf));
  element('health').replaceChildren(
    make('p', { className: 'state' }, breakerOf(health)),
    make('ul', { className: 'reasons' }, ...health.rateLimit.map(rateLimitOf)),
    make('p', { className: 'hint' }, ...lastSuccessOf(health), ' ', backlogOf(health)),
  );
}

function problemOf({ code, severity, hint }: Health['problems'][number]): HTMLElement {
  const name = consoleText('health.problem', { severity: consoleText(`severity.${severity}`), code });
  const note = make(
    'p',
    { className: 'note' },
    make('strong', {}, name),
    ' ',
    ...consoleTextOr(hint, `hint.${code}`).split('`').map(wordsOrName),
  );
  note.dataset['severity'] = severity;
  return note;
}

/** The library writes names between backticks, as in a log. */
function wordsOrName(part: string, index: number): Node | string {
  return index % 2 === 0 ? part : make('code', {}, part);
}

function breakerOf({ circuitBreaker, lastVendorSuccessAt }: Health): HTMLElement {
  const tag = make('span', { className: 'tag' }, consoleText(`breaker.${circuitBreaker}`));
  // A closed circuit is no proof that the vendor works: it opens after several failures.
  const isProven = circuitBreaker !== 'closed' || lastVendorSuccessAt !== undefined;
  tag.dataset['state'] = isProven ? BREAKER_TONES[circuitBreaker] : 'fair';
  return tag;
}

function lastSuccessOf({ lastVendorSuccessAt }: Health): readonly (Node | string)[] {
  if (lastVendorSuccessAt === undefined) return [consoleText('health.noSuccess')];
  const [before = '', after = ''] = consoleText('health.lastSuccess').split('{time}');
  return [before, timeElement(lastVendorSuccessAt), after];
}

function rateLimitOf({
  operation,
  used,
  perSecond,
  waiting,
  slowedDown,
}: Health['rateLimit'][number]): HTMLElement {
  const notes = [
    ...(waiting > 0 ? [consoleText('health.waiting', { count: numberInWords(waiting) })] : []),
    ...(slowedDown ? [consoleText('health.slowedDown')] : []),
  ];
  const numbers = { used: numberInWords(used), limit: numberInWords(perSecond) };
  return make(
    'li',
    {},
    make('span', {}, [operation, ...notes].join(', ')),
    make('span', { className: 'number' }, consoleText('health.used', numbers)),
    make('meter', { min: 0, max: perSecond, value: used, ariaHidden: 'true' }),
  );
}

function backlogOf({ backlog }: Health): string {
  if (backlog === undefined) return consoleText('health.noDatabase');
  if (backlog.due === 0) return consoleText('health.noneDue');
  return consoleText('health.due', {
    count: numberInWords(backlog.due),
    time: durationInWords(backlog.oldestMs / 1_000),
  });
}
