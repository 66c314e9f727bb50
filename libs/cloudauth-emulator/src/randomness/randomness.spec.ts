import { describe, expect, it } from 'vitest';
import { newRequestId, newTransactionId } from './ids.js';
import { secureRandomness } from './secure-randomness.js';
import { seededRandomness } from './seeded-randomness.js';

const many = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

describe.each([
  ['secure', secureRandomness()],
  ['seeded', seededRandomness(1, 'ids')],
])('%s randomness', (_, random) => {
  it('makes ids in the shape of the vendor, and none twice', () => {
    const ids = many(5000, () => newTransactionId(random));
    expect(ids.every((id) => /^hks[0-9a-f]{29}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(5000);
    expect(newRequestId(random)).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it('spreads its chances evenly', () => {
    const fractions = many(20_000, () => random.fraction());
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });
});

describe('a seed', () => {
  it('repeats what it gave, and each of its streams is another', () => {
    expect(seededRandomness(5, 'a').hex(64)).toBe(seededRandomness(5, 'a').hex(64));
    expect(seededRandomness(5, 'a').hex(64)).not.toBe(seededRandomness(5, 'b').hex(64));
    expect(seededRandomness(5, 'a').hex(64)).not.toBe(seededRandomness(6, 'a').hex(64));
  });
});
