import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from './settings.js';

/** What the emulator of a killed sandbox needs at most to notice it and leave, in milliseconds. */
const RELEASE_TIMEOUT_MS = 6_000;
const POLL_INTERVAL_MS = 50;

export function stateFileOf({ dataDirectory }: Pick<Settings, 'dataDirectory'>): string {
  return join(dataDirectory, 'emulator.jsonl');
}

/**
 * Waits for the emulator of a killed sandbox, which frees its port before its state file. One that stays is the next
 * emulator's error.
 */
export async function untilStateFileIsFree(settings: Pick<Settings, 'dataDirectory'>): Promise<void> {
  const lock = `${stateFileOf(settings)}.lock`;
  for (let waitedMs = 0; waitedMs < RELEASE_TIMEOUT_MS; waitedMs += POLL_INTERVAL_MS) {
    if (!(await hasOwner(lock))) return;
    await delay(POLL_INTERVAL_MS);
  }
}

/** Whether the process runs that a lock file names. */
async function hasOwner(lock: string): Promise<boolean> {
  try {
    return process.kill(Number(await readFile(lock, 'utf8')) || Number.NaN, 0);
  } catch {
    return false;
  }
}
