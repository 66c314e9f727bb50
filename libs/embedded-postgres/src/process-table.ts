import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** Names one process for ever: pids are used again, and the start time tells the users of one apart. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** A process as the operating system knows it. */
export interface RunningProcess extends ProcessIdentity {
  readonly uid: number;
  readonly command: string;
}

/**
 * Looks a process up. A zombie counts as gone: its pid answers signals, but it holds nothing any more.
 * On Windows only its existence is known, and the rest is empty.
 */
export function findProcess(pid: number): RunningProcess | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !answers(pid)) return undefined;
  if (process.platform === 'linux') return fromProc(pid);
  if (process.platform === 'win32') return { pid, uid: -1, startedAt: '', command: '' };
  return fromPs(pid);
}

/** The identity of a process, by which it is recognised later. */
export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: findProcess(pid)?.startedAt ?? '' };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return findProcess(pid)?.startedAt === startedAt;
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function fromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (stat.isDead) return undefined;
    return {
      pid,
      uid: statSync(`/proc/${pid}`).uid,
      startedAt: `${bootId()}/${stat.startTicks}`,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd(),
    };
  } catch {
    // It ended while it was looked at.
    return undefined;
  }
}

/** Reads proc(5)'s `stat`; the command's name in it may itself hold spaces and brackets. */
export function parseProcStat(stat: string): { isDead: boolean; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { isDead: /^[ZXx]/.test(fields[0] ?? ''), startTicks: fields[19] ?? '' };
}

/** Start times count from the boot, so that the same one may come again after the next. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function fromPs(pid: number): RunningProcess | undefined {
  try {
    const columns = ['-ww', '-o', 'stat=,uid=,lstart=,command=', '-p', String(pid)];
    const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
    return parsePs(pid, execFileSync('ps', columns, { encoding: 'utf8', env }));
  } catch {
    return undefined;
  }
}

/** Reads one line of `ps -o stat=,uid=,lstart=,command=`; a start time in it is always five words. */
export function parsePs(pid: number, line: string): RunningProcess | undefined {
  const [, state, uid, startedAt, command] =
    /^\s*(\S+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*\S)/.exec(line) ?? [];
  if (state === undefined || state.startsWith('Z')) return undefined;
  return { pid, uid: Number(uid), startedAt: startedAt ?? '', command: command ?? '' };
}
