import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JournalEntry } from './journal-entry.js';
import { readJournal, type JournalState } from './read-journal.js';
import { StateFileLock } from './state-file-lock.js';
import { forgottenAt } from './transaction.js';

const OWNER_ONLY = 0o600;

/**
 * The state file: one JSON entry per line, appended before the response goes out, so that a killed process loses no
 * response that it has sent. It is not synced to the disk with every line: a crash of the whole machine may lose the
 * last ones.
 */
export class Journal {
  #file: number | undefined;
  readonly #lock: StateFileLock;

  private constructor(path: string, lock: StateFileLock) {
    this.#file = openSync(path, 'a', OWNER_ONLY);
    this.#lock = lock;
  }

  /**
   * Opens a state file for this process alone; `wall` is the wall clock. @throws Error when it cannot be used, or another
   * process has it.
   */
  static open(
    path: string,
    wall: () => number = Date.now,
  ): { readonly journal: Journal; readonly state: JournalState } {
    const target = resolve(path);
    let lock: StateFileLock | undefined;
    try {
      mkdirSync(dirname(target), { recursive: true });
      lock = StateFileLock.acquire(target);
      // Compaction would replace a file that this user may not write.
      if (existsSync(target)) accessSync(target, constants.R_OK | constants.W_OK);
      const state = readJournal(target);
      compact(target, state, wall() + state.clockOffsetMs);
      return { journal: new Journal(target, lock), state };
    } catch (error) {
      lock?.release();
      throw unusable(target, error);
    }
  }

  /** Appends an entry; it is with the operating system when this returns. */
  write(entry: JournalEntry): void {
    if (this.#file !== undefined) appendLines(this.#file, [entry]);
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    this.#lock.release();
  }
}

/** The errors of the system name no rule, and some of them no file. */
function unusable(path: string, error: unknown): unknown {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  return new Error(
    `The state file ${path} cannot be used (${code}): it must be a file that this user can read and write, in a directory that this user can write.`,
    { cause: error },
  );
}

/** Writes `state` anew in the smallest form, without what is forgotten at `now`, and swaps it in by renaming. */
function compact(target: string, state: JournalState, now: number): void {
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w', OWNER_ONLY);
    try {
      appendLines(file, compactEntries(state, now));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function* compactEntries(state: JournalState, now: number): Generator<JournalEntry> {
  if (state.clockOffsetMs !== 0) yield { clockOffsetMs: state.clockOffsetMs };
  for (const transaction of state.transactions.values())
    if (now < forgottenAt(transaction)) yield { transaction };
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
