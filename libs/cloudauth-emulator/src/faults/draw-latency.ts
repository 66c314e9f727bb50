import type { Randomness } from '../randomness/randomness.js';
import type { LatencyFault } from './fault.js';

/** The delay of one call, in milliseconds. */
export function drawLatency({ ms }: LatencyFault, random: Randomness): number {
  return typeof ms === 'number' ? ms : ms.min + random.fraction() * (ms.max - ms.min);
}
