import { busy, element, input } from './dom.js';

/** A span of time. */
export interface Span {
  readonly from: Date;
  /** Its end, exclusive. */
  readonly before: Date;
}

const DAY_MS = 24 * 3_600_000;
/** Slightly in the future, so that what was made just now is in a span up to now. */
const AHEAD_MS = 60_000;

const choice = element('span', HTMLSelectElement);
const days = element('span-days');
const firstDay = input('span-from');
const lastDay = input('span-to');

/** Does a piece of work whenever another span is chosen. */
export function onSpan(work: () => unknown): void {
  choice.addEventListener('change', () => {
    days.hidden = choice.value !== 'days';
    if (!days.hidden && firstDay.value === '' && lastDay.value === '') {
      firstDay.valueAsDate = new Date(Date.now() - 6 * DAY_MS);
      lastDay.valueAsDate = new Date();
    }
    void busy(choice, work);
  });
  days.addEventListener('change', () => void busy(choice, work));
}

export function chosenSpan(): Span {
  if (!days.hidden) {
    // Of UTC, as the days of the charts are.
    return { from: dayIn(firstDay), before: new Date(dayIn(lastDay).getTime() + DAY_MS) };
  }
  const before = Date.now() + AHEAD_MS;
  return { from: new Date(before - Number(choice.value) * DAY_MS), before: new Date(before) };
}

/** The span of the same length before another one. */
export function spanBefore({ from, before }: Span): Span {
  return { from: new Date(2 * from.getTime() - before.getTime()), before: from };
}

/** By hour where a chart has few of them. */
export function bucketOf({ from, before }: Span): 'day' | 'hour' {
  return before.getTime() - from.getTime() <= 2 * DAY_MS ? 'hour' : 'day';
}

/** The day in a field; today in an empty one. */
function dayIn({ valueAsDate }: HTMLInputElement): Date {
  return valueAsDate ?? new Date(new Date().toISOString().slice(0, 10));
}
