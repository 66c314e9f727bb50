import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The output of a program, on its way to the terminal. */
export interface Output {
  /** From now on ordinary output is shown too; what a program says while it starts, the sandbox says better. */
  open(): void;
  /** The last line of its error output. */
  lastErrorLine(): string | undefined;
}

/** Shows what a program says, line by line under its name. */
export function passOnOutput(name: string, { stdout, stderr }: ChildProcess): Output {
  let isOpen = false;
  let lastErrorLine: string | undefined;
  if (stdout !== null) {
    createInterface(stdout).on('line', (line) => {
      if (isOpen) process.stdout.write(`[${name}] ${line}\n`);
    });
  }
  if (stderr !== null) {
    createInterface(stderr).on('line', (line) => {
      lastErrorLine = line.trim() === '' ? lastErrorLine : line.trim();
      process.stderr.write(`[${name}] ${line}\n`);
    });
  }
  return { open: () => void (isOpen = true), lastErrorLine: () => lastErrorLine };
}
