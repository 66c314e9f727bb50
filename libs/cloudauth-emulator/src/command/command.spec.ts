import { afterEach, describe, expect, it } from 'vitest';
import { initialize } from '../testing/call.fixture.js';
import { killCommands, runCommand, startCommand } from '../testing/command.fixture.js';
import { FLAGS } from './flags.js';

afterEach(killCommands);

const KEYS = ['--access-key-id', 'a', '--access-key-secret', 'secret-in-clear'];

describe('the command', () => {
  it('says where it listens, and nothing of the calls it gets', async () => {
    const command = await startCommand([]);
    await initialize(command.url, { MerchantUserId: 'person-in-clear' });
    expect(command.output()).toMatch(/^cloudauth-emulator: listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('ends when asked to', async () => {
    const command = await startCommand([]);
    await command.kill('SIGTERM');
    await expect(initialize(command.url)).rejects.toThrow('ECONNREFUSED');
  });

  it('explains every flag', async () => {
    const { code, output } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const flag of Object.keys(FLAGS)) expect(output).toContain(`--${flag}`);
  });

  it.each([
    [['--prot', '1'], '--prot'],
    [['--port', 'many', ...KEYS], '--port'],
    [['--port', '70000', ...KEYS], '--port'],
    [['--port'], '--port'],
    [['--qps', '-1', ...KEYS], '--qps'],
    [['--forward-to', 'localhost', ...KEYS], '--forward-to'],
    [['--forward-to', 'http://127.0.0.1:3000/path', ...KEYS], '--forward-to'],
    [['--expired-response', 'Gone', ...KEYS], '--expired-response'],
    [['--host', '', ...KEYS], '--host'],
    [[], '--access-key-id'],
    [['--access-key-id', 'a'], '--access-key-secret'],
  ])('refuses %j and names the flag', async (flags, named) => {
    const { code, output } = await runCommand(flags);
    expect(code).toBe(2);
    expect(output).toContain(named);
    expect(output).toContain('--help');
    expect(output).not.toContain('secret-in-clear');
  });
});
