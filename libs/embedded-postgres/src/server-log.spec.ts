import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { scratchDirectory } from './scratch.fixture.js';
import { lastLines, openServerLog, serverLogTail } from './server-log.js';

describe('openServerLog', () => {
  it('begins a new log and keeps one old one', () => {
    const folder = scratchDirectory();
    const path = join(folder, 'server.log');
    for (const run of ['first', 'second', 'third']) {
      openServerLog(path).close();
      writeFileSync(path, run);
    }

    expect(readFileSync(path, 'utf8')).toBe('third');
    expect(readFileSync(join(folder, 'server.previous.log'), 'utf8')).toBe('second');
  });
});

describe('serverLogTail', () => {
  it('is empty where there is no log', () => {
    expect(serverLogTail('/nowhere/server.log', 'secret')).toBe('');
  });
});

describe('lastLines', () => {
  it('are the last twenty, without the password', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index} secret`).join('\n');

    expect(lastLines(lines, 'secret').split('\n')).toHaveLength(20);
    expect(lastLines(lines, 'secret')).toMatch(/line 29 \*{8}$/);
    expect(lastLines(lines, 'secret')).not.toContain('secret');
  });
});
