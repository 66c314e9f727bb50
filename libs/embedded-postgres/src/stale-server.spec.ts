import { describe, expect, it } from 'vitest';

import { isServerOf } from './stale-server.js';

describe('isServerOf', () => {
  const server = {
    pid: 7,
    startedAt: 'boot/1',
    uid: 65_534,
    command: '/opt/bin/postgres -D /data/one -c port=5000',
  };

  it('recognises the server of a data directory', () => {
    expect(isServerOf('/data/one', 65_534, server)).toBe(true);
  });

  it.each([
    ['of another data directory', '/data/two', server],
    ['of one whose name only begins the same', '/data/on', server],
    ['of another user', '/data/one', { ...server, uid: 1000 }],
    ['that only mentions it', '/data/one', { ...server, command: 'less /data/one' }],
    ['of another program', '/data/one', { ...server, command: '/usr/bin/tail -D /data/one' }],
    ['that is a session of a server', '/data/one', { ...server, command: 'postgres: checkpointer' }],
    ['that has no command', '/data/one', { ...server, command: '' }],
  ])('does not take for it a process %s', (_what, cluster, found) => {
    expect(isServerOf(cluster, 65_534, found)).toBe(false);
  });
});
