import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stateFileOf, untilStateFileIsFree } from './state-file.js';

let dataDirectory: string;
let lock: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'state-file-'));
  lock = `${stateFileOf({ dataDirectory })}.lock`;
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

it.each([
  ['there is no lock', undefined],
  ['its owner was killed', '99999999'],
  ['the lock is empty', ''],
])('goes on at once when %s', async (_, content) => {
  if (content !== undefined) writeFileSync(lock, content);
  await expect(untilStateFileIsFree({ dataDirectory })).resolves.toBeUndefined();
});

it('waits for the owner to release it', async () => {
  writeFileSync(lock, String(process.pid));
  let isFree = false;
  const waiting = untilStateFileIsFree({ dataDirectory }).then(() => (isFree = true));
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(isFree).toBe(false);

  rmSync(lock);
  await waiting;
});
