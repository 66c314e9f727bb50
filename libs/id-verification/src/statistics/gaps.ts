import { BUCKET_MS, type RollUp, type Span } from '../storage/statistics.store.js';

/** The parts of a span that no roll-up covers. The roll-ups lie within it, in order, and do not overlap. */
export function gaps({ from, before }: Span, rollUps: readonly Pick<RollUp, 'bucket' | 'from'>[]): Span[] {
  const starts = [
    from,
    ...rollUps.map((rollUp) => new Date(rollUp.from.getTime() + BUCKET_MS[rollUp.bucket])),
  ];
  const ends = [...rollUps.map((rollUp) => rollUp.from), before];
  return starts.flatMap((start, index) => {
    const end = ends[index];
    return end !== undefined && start < end ? [{ from: start, before: end }] : [];
  });
}
