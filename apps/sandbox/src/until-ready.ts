import { setTimeout as delay } from 'node:timers/promises';
import { SandboxError } from './sandbox.error.js';

const POLL_INTERVAL_MS = 50;
const READY_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 2_000;

/** Waits until the address responds with success. @throws SandboxError when it is gone, or silent for a minute */
export async function untilReady(name: string, address: string, gone: AbortSignal): Promise<void> {
  const since = performance.now();
  while (!(await isReady(address))) {
    if (gone.aborted) throw new SandboxError(`The ${name} ended before it responded.`);
    if (performance.now() - since > READY_TIMEOUT_MS)
      throw new SandboxError(`The ${name} started but does not respond.`);
    await delay(POLL_INTERVAL_MS);
  }
}

async function isReady(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
