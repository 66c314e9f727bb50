import { inspect } from 'node:util';
import { IdVerificationError } from 'nestjs-id-verification';
import { expect } from 'vitest';

const DEADLINE_MS = 300;

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

/** A call that hangs until its deadline: the code it ended with, and whether it ended before its time. */
export async function endOf(
  call: (timeoutMs: number) => Promise<unknown>,
): Promise<{ code: string; isEarly: boolean }> {
  const start = performance.now();
  const { code } = await failureOf(call(DEADLINE_MS));
  // Timers count in whole milliseconds.
  return { code, isEarly: performance.now() - start < DEADLINE_MS - 1 };
}

function everythingOf(error: Error): string {
  const texts = [inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error)];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    texts.push(one.message, String(one.stack), String(one));
  }
  return texts.join('\n');
}
