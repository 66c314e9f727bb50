import { describe, expect, it } from 'vitest';
import { readFlags } from './read-flags.js';

const KEYS = ['--access-key-id', 'a', '--access-key-secret', 'secret-in-clear'];

describe('readFlags', () => {
  it.each([
    [['--prot', '1'], '--prot'],
    [['--port', 'many', ...KEYS], '--port'],
    [['--port'], '--port'],
    [['--qps', '-1', ...KEYS], '--qps'],
    [['--expired-response', 'Gone', ...KEYS], '--expired-response'],
    [['--host', '', ...KEYS], '--host'],
    [[], '--access-key-id'],
    [['--access-key-id', 'a'], '--access-key-secret'],
  ])('refuses %j and names the flag', (flags, named) => {
    expect(() => readFlags(flags, {})).toThrow(named);
    expect(() => readFlags(flags, {})).not.toThrow('secret-in-clear');
  });
});
