import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';

const CONTENDER = join(__dirname, '../testing/lock-contender.mjs');
const PROCESSES = 4;
const FILES = 400;
/** Enough for the processes to start; one that starts later contends for fewer of the files. */
const START_MS = 1_000;

/** No process has this id. */
const ENDED = String(2 ** 31 - 1);

/** What processes find beside a state file, by the endings of the names. */
const FINDS: readonly Readonly<Record<string, string>>[] = [
  {},
  { lock: ENDED },
  { lock: '' },
  { lock: ENDED, 'lock.takeover': ENDED },
];

const EVERY_FILE = Array.from({ length: FILES }, (_, index) => index);

let folder = '';
const contenders: ChildProcessWithoutNullStreams[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudauth-emulator-'));
});
afterEach(async () => {
  await Promise.all(
    contenders.splice(0).map((child) => {
      const ended = once(child, 'exit');
      child.stdin.end();
      return ended;
    }),
  );
  rmSync(folder, { recursive: true, force: true });
});

/** Lets processes contend for the files, and returns which of them each has. */
function contend(): Promise<number[][]> {
  const startsAt = String(Date.now() + START_MS);
  return Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const child = spawn(process.execPath, [CONTENDER, folder, String(FILES), startsAt]);
      contenders.push(child);
      const [line] = await once(createInterface(child.stdout), 'line');
      return JSON.parse(String(line));
    }),
  );
}

it('gives a lock to one of several processes, whatever a killed one left behind, and leaves nothing else', async () => {
  for (const index of EVERY_FILE)
    for (const [ending, text] of Object.entries(FINDS[index % FINDS.length] ?? {}))
      writeFileSync(join(folder, `${index}.${ending}`), text);

  const locked = await contend();

  expect(locked.flat().sort((a, b) => a - b)).toEqual(EVERY_FILE);
  expect(readdirSync(folder).sort()).toEqual(EVERY_FILE.map((index) => `${index}.lock`).sort());
});
