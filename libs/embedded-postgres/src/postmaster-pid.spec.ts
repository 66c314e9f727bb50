import { describe, expect, it } from 'vitest';

import { parsePostmasterPid } from './postmaster-pid.js';

describe('parsePostmasterPid', () => {
  it('reads pid and status', () => {
    const content = '4711\n/data\n1700000000\n5000\n\n127.0.0.1\n  123456     7\nready   \n';

    expect(parsePostmasterPid(content)).toEqual({ pid: 4711, status: 'ready' });
  });

  it('knows no status while the server has written none', () => {
    expect(parsePostmasterPid('4711\n/data\n1700000000\n')).toEqual({ pid: 4711, status: '' });
  });

  it.each(['', '\n', 'nonsense', '-7\n', '0'])('finds no server in %j', (content) => {
    expect(parsePostmasterPid(content)).toBeUndefined();
  });
});
