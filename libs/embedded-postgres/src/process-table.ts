import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process has the id. As for PostgreSQL, one of which only the exit code is left still has it. */
export function isTaken(pid: number): boolean {
  return signal(pid, 0);
}

/** Sends a signal, or none with 0, and returns whether there is such a process. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Parent and command line of a process that runs. */
export function findProcess(pid: number): { readonly parent: number; readonly command: string } | undefined {
  try {
    const found = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
    return found.command === '' ? undefined : found;
  } catch {
    return undefined;
  }
}

/** See proc(5): in `stat`, the name before the last bracket may itself hold spaces and brackets. */
function fromProc(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { parent: Number(parent), command };
}

function fromPs(pid: number) {
  const line = execFileSync('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, command = ''] = /^\s*(\d+)\s+(.*)/.exec(line) ?? [];
  return { parent: Number(parent), command };
}
