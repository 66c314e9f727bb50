import { setTimeout as pause } from 'node:timers/promises';
import { SandboxError } from './sandbox.error.js';

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 60_000;
const ONE_LOOK_MS = 2_000;

/** Waits until the address answers with success. @throws SandboxError when it is gone, or silent for a minute */
export async function untilAnswers(name: string, address: string, gone: AbortSignal): Promise<void> {
  const since = Date.now();
  while (!(await answers(address))) {
    if (gone.aborted) throw new SandboxError(`The ${name} ended before it answered.`);
    if (Date.now() - since > PATIENCE_MS) throw new SandboxError(`The ${name} started but does not answer.`);
    await pause(LOOK_EVERY_MS);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ONE_LOOK_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
