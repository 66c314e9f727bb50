import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JournalEntry } from './journal-entry.js';
import type { JournalState } from './read-journal.js';

const OWNER_ONLY = 0o600;

/**
 * The state file: one JSON entry per line, appended before the response goes out, so that a killed process loses no
 * response that it has sent. It is not synced to the disk with every line: a crash of the whole machine may lose the
 * last ones.
 */
export class Journal {
  #file: number | undefined;

  private constructor(file: number) {
    this.#file = file;
  }

  /** Writes `state` anew in the smallest form, swaps it in by renaming, and opens it for appending. */
  static compact(path: string, state: JournalState): Journal {
    const target = resolve(path);
    mkdirSync(dirname(target), { recursive: true });
    const temporary = `${target}.${process.pid}.tmp`;
    const file = openSync(temporary, 'w', OWNER_ONLY);
    appendLines(file, compactEntries(state));
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, target);
    return new Journal(openSync(target, 'a', OWNER_ONLY));
  }

  /** Appends an entry; it is with the operating system when this returns. */
  write(entry: JournalEntry): void {
    if (this.#file !== undefined) appendLines(this.#file, [entry]);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function* compactEntries(state: JournalState): Generator<JournalEntry> {
  if (state.clockOffsetMs !== 0) yield { clockOffsetMs: state.clockOffsetMs };
  for (const transaction of state.transactions.values()) yield { transaction };
}

function appendLines(file: number, entries: Iterable<JournalEntry>): void {
  for (const entry of entries) {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    const { size } = fstatSync(file);
    let written = 0;
    try {
      while (written < line.length) written += writeSync(file, line, written);
    } catch (error) {
      // For example with a full disk: a partial line would make the next one unreadable.
      ftruncateSync(file, size);
      throw error;
    }
  }
}
