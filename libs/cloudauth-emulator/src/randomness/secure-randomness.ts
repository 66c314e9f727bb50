import { randomFillSync } from 'node:crypto';
import type { Randomness } from './randomness.js';

const POOL_BYTES = 8192;

/** Unpredictable randomness, drawn from the system in blocks because a draw per id would dominate a call. */
export function secureRandomness(): Randomness {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  const take = (bytes: number): Buffer => {
    if (bytes > POOL_BYTES) throw new RangeError(`at most ${POOL_BYTES} bytes at once`);
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
  return {
    fraction: () => take(4).readUInt32LE(0) / 2 ** 32,
    hex: (length) =>
      take(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length),
  };
}
