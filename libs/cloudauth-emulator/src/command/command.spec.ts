import { afterEach, describe, expect, it } from 'vitest';
import { initialize } from '../testing/call.fixture.js';
import { killCommands, runCommand, startCommand } from '../testing/command.fixture.js';
import { FLAGS } from './flags.js';

afterEach(killCommands);

const KEYS = ['--access-key-id', 'a', '--access-key-secret', 'secret-in-clear'];

describe('the command', () => {
  it('prints its address, and nothing of the calls', async () => {
    const command = await startCommand([]);
    await initialize(command.url, { MerchantUserId: 'person-in-clear' });
    expect(command.output()).toMatch(/^cloudauth-emulator: listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('ends when asked to', async () => {
    const command = await startCommand([]);
    await command.kill('SIGTERM');
    await expect(initialize(command.url)).rejects.toThrow('ECONNREFUSED');
  });

  it('starts without a flag as listen, with the keys of the examples', async () => {
    const command = await startCommand([], ['listen', '--port', '0', '--forward-to', 'http://127.0.0.1:1']);
    expect(await initialize(command.url)).toEqual(expect.any(String));
    expect(command.output()).toContain('sends callbacks to http://127.0.0.1:1');
  });

  it('says how to proceed where its port is taken', async () => {
    const { url } = await startCommand([]);
    const end = await runCommand(['listen', '--port', new URL(url).port]);
    expect(end).toMatchObject({ code: 1, output: expect.stringContaining('--port') });
  });

  it('lists the calls that a running emulator got, without parameters', async () => {
    const { url } = await startCommand([]);
    await initialize(url, { MerchantUserId: 'person-in-clear' });

    const { output } = await runCommand(['logs', '--once', '--emulator', url]);
    expect(output).toMatch(/^\d{4}-\S+Z Initialize 200 Success \S+\n$/);
  });

  it.each([
    ['--emulator', 2, ['trigger', 'passed', 'id', '--port', '1']],
    ['no emulator responds', 1, ['trigger', 'passed', 'id', '--emulator', 'http://127.0.0.1:1']],
    ['--access-key-secret', 2, ['--access-key-id', 'a']],
    ['--port', 2, ['--port', '70000', ...KEYS]],
    ['--forward-to', 2, ['--forward-to', 'localhost', ...KEYS]],
  ])('explains a wrong use, without secrets: %s', async (named, code, flags) => {
    const end = await runCommand(flags);
    expect(end).toMatchObject({ code, output: expect.stringContaining(named) });
    expect(end.output.includes('--help')).toBe(code === 2);
    expect(end.output).not.toContain('secret-in-clear');
  });

  it('explains every flag', async () => {
    const { code, output } = await runCommand(['--help']);
    expect(code).toBe(0);
    for (const flag of Object.keys(FLAGS)) expect(output).toContain(`--${flag}`);
  });
});
