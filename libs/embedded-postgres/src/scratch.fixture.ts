import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, onTestFinished } from 'vitest';

/** A folder for one test, open to every uid unless said otherwise, removed with the test. */
export function scratchDirectory(mode = 0o755): string {
  const directory = make(mode);
  onTestFinished(() => remove(directory));
  return directory;
}

/** The same for all tests of a `describe`. */
export function keptScratchDirectory(mode = 0o755): string {
  const directory = make(mode);
  afterAll(() => remove(directory));
  return directory;
}

function make(mode: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-spec-'));
  chmodSync(directory, mode);
  return directory;
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
