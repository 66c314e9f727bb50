import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET_MS, type Bucket } from '../storage/statistics.store.js';
import { gaps } from './gaps.js';

const HOUR_MS = BUCKET_MS.hour;

/** Roll-ups in order, with so many hours between them. */
const anyRollUps = fc.array(
  fc.record({ bucket: fc.constantFrom<Bucket>('hour', 'day'), after: fc.integer({ min: 0, max: 30 }) }),
  { maxLength: 6 },
);

describe('The gaps between roll-ups', () => {
  it('cover with them every instant of the span once', () => {
    fc.assert(
      fc.property(anyRollUps, fc.integer({ min: 0, max: 30 }), (given, rest) => {
        let end = 0;
        const rollUps = given.map(({ bucket, after }) => {
          const from = end + after * HOUR_MS;
          end = from + BUCKET_MS[bucket];
          return { bucket, from: new Date(from), before: new Date(end) };
        });
        const span = { from: new Date(0), before: new Date(end + rest * HOUR_MS) };

        const parts = [...rollUps, ...gaps(span, rollUps)].sort((a, b) => Number(a.from) - Number(b.from));

        let at = span.from;
        for (const part of parts) {
          expect(part.from).toEqual(at);
          expect(Number(part.before)).toBeGreaterThan(Number(part.from));
          at = part.before;
        }
        expect(at).toEqual(span.before);
      }),
    );
  });
});
