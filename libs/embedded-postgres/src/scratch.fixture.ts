import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** A folder for one test, open to every uid unless said otherwise, removed with the test. */
export function scratchDirectory(mode = 0o755): string {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-spec-'));
  chmodSync(directory, mode);
  onTestFinished(() => remove(directory));
  return directory;
}

/** The same for all tests of a `describe`. */
export function keptScratchDirectory(mode = 0o755): string {
  const directory = join(tmpdir(), `embedded-spec-${randomUUID()}`);
  beforeAll(() => {
    mkdirSync(directory);
    chmodSync(directory, mode);
  });
  afterAll(() => remove(directory));
  return directory;
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
