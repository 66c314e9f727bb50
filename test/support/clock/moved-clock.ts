import { ID_VERIFICATION_CLOCK, type Clock } from 'nestjs-id-verification';
import type { RunningApplication } from '../host/application.js';

/**
 * Moves the time of the vendor and of the library's statements forward, as if a sample had slept.
 *
 * @returns what moves the library's back
 */
export function moveClock(
  { nest, emulator }: Pick<RunningApplication, 'nest' | 'emulator'>,
  milliseconds: number,
): () => void {
  const clock = nest.get<Clock>(ID_VERIFICATION_CLOCK, { strict: false });
  const { databaseNow } = clock;
  emulator.clock.advance(milliseconds);
  clock.databaseNow = () => new Date(Date.now() + milliseconds);
  return () => {
    clock.databaseNow = databaseNow;
  };
}
