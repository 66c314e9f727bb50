import * as fs from 'node:fs';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type * as journal from './journal.js';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof fs>()) }));

// Files of a worker share their modules: loaded anew, this one writes through the mock.
let Journal: typeof journal.Journal;
beforeAll(async () => {
  vi.resetModules();
  ({ Journal } = await import('./journal.js'));
});
afterAll(() => void vi.resetModules());

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudauth-emulator-'));
  path = join(folder, 'state.ndjson');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** The disk takes `bytes` of the next write, and then nothing. */
function fillDiskAfter(bytes: number): void {
  const { writeSync } = fs;
  const full = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  vi.spyOn(fs, 'writeSync')
    .mockImplementation(full)
    .mockImplementationOnce((file: number, line: unknown) => writeSync(file, line as Buffer, 0, bytes));
}

it.each([0, 1, 10])('A full disk leaves no part of a line, after %i bytes of it', (bytes) => {
  const { journal } = Journal.open(path);
  journal.write({ clockOffsetMs: 1 });
  fillDiskAfter(bytes);
  expect(() => journal.write({ clockOffsetMs: 2 })).toThrow('ENOSPC');
  vi.restoreAllMocks();
  journal.write({ clockOffsetMs: 3 });
  journal.close();

  expect(readFileSync(path, 'utf8')).toBe('{"clockOffsetMs":1}\n{"clockOffsetMs":3}\n');
  expect(Journal.open(path).state.clockOffsetMs).toBe(3);
});

it('A full disk at the start leaves the file as it was, without a lock', () => {
  writeFileSync(path, '{"clockOffsetMs":1}\n');
  fillDiskAfter(5);

  expect(() => Journal.open(path)).toThrow('ENOSPC');

  expect(readdirSync(folder)).toEqual(['state.ndjson']);
  expect(readFileSync(path, 'utf8')).toBe('{"clockOffsetMs":1}\n');
});
