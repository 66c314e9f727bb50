import { describe, expect, it } from 'vitest';
import { listenFlags, readFlags, SECRET_VARIABLE } from './read-flags.js';

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

  it('is as strict as the vendor by default, and less so by flags', () => {
    expect(readFlags(KEYS, {})).toMatchObject({
      qps: 10,
      checkCallbackUrl: true,
      singleUseUrl: true,
      deleteSupported: true,
    });
    const lenient = ['--qps', '0', '--skip-callback-check', '--reusable-url', '--delete-unsupported'];
    expect(readFlags([...KEYS, ...lenient], {})).toMatchObject({
      qps: 0,
      checkCallbackUrl: false,
      singleUseUrl: false,
      deleteSupported: false,
    });
  });
});

describe('listenFlags', () => {
  const keysOf = (flags: string[], environment: NodeJS.ProcessEnv) =>
    readFlags(listenFlags(flags, environment), environment);

  it.each([
    ['the keys of the examples', [], {}, { id: 'test-id', secret: 'test-secret' }],
    ['the secret of the environment', [], { [SECRET_VARIABLE]: 'mine' }, { id: 'test-id', secret: 'mine' }],
    ['flags before both', KEYS, { [SECRET_VARIABLE]: 'mine' }, { id: 'a', secret: 'secret-in-clear' }],
  ])('uses %s', (_, flags, environment, accessKey) => {
    expect(keysOf(flags, environment)).toMatchObject({ accessKeys: [accessKey] });
  });
});
