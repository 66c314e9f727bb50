import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it, onTestFinished } from 'vitest';

import { findProcess, identify, isRunning, parseProcStat, parsePs } from './process-table.js';

describe('findProcess', () => {
  it('finds this process, and knows its command and user', () => {
    expect(findProcess(process.pid)).toMatchObject({ pid: process.pid, uid: process.getuid?.() });
  });

  it.each([0, -1, Number.NaN, 2 ** 40])('finds nothing for %s', (pid) => {
    expect(findProcess(pid)).toBeUndefined();
  });
});

describe('isRunning', () => {
  it('holds while the process lives, and not for another that has its pid', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)']);
    onTestFinished(() => void child.kill());
    const identity = identify(child.pid ?? 0);

    expect(isRunning(identity)).toBe(true);
    expect(isRunning({ ...identity, startedAt: 'another time' })).toBe(false);

    child.kill();
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
  });
});

describe('parseProcStat', () => {
  it('reads past a name that has spaces and brackets', () => {
    expect(parseProcStat(procStat('S'))).toEqual({ isDead: false, startTicks: '98765' });
  });

  it('takes a zombie for dead', () => {
    expect(parseProcStat(procStat('Z'))).toMatchObject({ isDead: true });
  });
});

describe('parsePs', () => {
  it('reads a line', () => {
    expect(parsePs(7, 'Ss    501 Mon Nov 23 04:05:39 2026 /opt/postgres -D /data -c port=1\n')).toEqual({
      pid: 7,
      uid: 501,
      startedAt: 'Mon Nov 23 04:05:39 2026',
      command: '/opt/postgres -D /data -c port=1',
    });
  });

  it.each(['', 'Z     501 Mon Nov 23 04:05:39 2026 (postgres)'])('takes %j for gone', (line) => {
    expect(parsePs(7, line)).toBeUndefined();
  });
});

function procStat(state: string): string {
  return `7 (a) b (c) ${state} 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 98765 0 0`;
}
