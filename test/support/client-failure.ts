import { inspect } from 'node:util';
import { IdVerificationError } from 'nestjs-id-verification';
import { expect } from 'vitest';

/** Stands in everything that is personal or secret, and must stand in no error. */
export const MARK = 'MARK-7f3a';

/**
 * The error of a call that must fail, once it is certain that nothing personal or secret can be read from it: not
 * from its message, its stack, its properties, hidden ones included, nor from what caused it.
 */
export async function failureOf(call: Promise<unknown>): Promise<IdVerificationError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IdVerificationError))
    throw new Error(`not refused with a typed error: ${String(error)}`);
  expect(everythingOf(error)).not.toContain(MARK);
  return error;
}

/** A call that must end by its deadline: the code it ended with, and by how many milliseconds it missed the time. */
export async function endOf(
  call: () => Promise<unknown>,
  { deadlineMs, toleranceMs }: { deadlineMs: number; toleranceMs: number },
): Promise<{ code: string; earlyMs: number; lateMs: number }> {
  const start = performance.now();
  const { code } = await failureOf(call());
  const elapsedMs = performance.now() - start;
  return {
    code,
    // Timers count in whole milliseconds.
    earlyMs: Math.max(0, deadlineMs - 1 - elapsedMs),
    lateMs: Math.max(0, elapsedMs - deadlineMs - toleranceMs),
  };
}

function everythingOf(error: Error): string {
  const texts = [inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error)];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    texts.push(one.message, String(one.stack), String(one));
  }
  return texts.join('\n');
}
