import { describe, expect, it } from 'vitest';

import { obstacleIn } from './server-start.js';

describe('obstacleIn', () => {
  it.each([
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port_taken'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'memory_held'],
    ['FATAL:  database files are incompatible with server', 'other'],
  ])('%s: %s', (log, obstacle) => {
    expect(obstacleIn(log)).toBe(obstacle);
  });
});
