import { createHash } from 'node:crypto';
import type { Randomness } from './randomness.js';

/**
 * Repeatable randomness (the sfc32 generator). Each `stream` of one seed is independent of the others, so that injecting
 * a fault does not change the ids that follow.
 */
export function seededRandomness(seed: number, stream: string): Randomness {
  const digest = createHash('sha256').update(`${seed}/${stream}`).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  return {
    fraction: () => next() / 2 ** 32,
    hex: (length) => {
      let digits = '';
      while (digits.length < length) digits += next().toString(16).padStart(8, '0');
      return digits.slice(0, length);
    },
  };
}
