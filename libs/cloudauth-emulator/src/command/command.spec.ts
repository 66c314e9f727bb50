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
  });

  it.each([
    ['passed', { outcome: { passed: 'Y', subCode: '200' } }],
    ['failed', { outcome: { passed: 'N', subCode: '205' } }],
    ['expired', { status: 'expired' }],
  ])('triggers %s at a running emulator', async (outcome, seen) => {
    const { url } = await startCommand([]);
    const id = await initialize(url);
    const emulator = ['--emulator', url];

    expect(await runCommand(['trigger', outcome, id, ...emulator])).toEqual({
      code: 0,
      output: `${id} ${outcome}\n`,
    });
    const transaction = await (await fetch(`${url}/_emulator/transactions/${id}`)).json();
    expect(transaction).toMatchObject(seen);
    expect(await runCommand(['trigger', 'passed', 'unknown', ...emulator])).toMatchObject({ code: 1 });
  });

  it('lists the calls that a running emulator got, without parameters', async () => {
    const { url } = await startCommand([]);
    await initialize(url, { MerchantUserId: 'person-in-clear' });

    const { output } = await runCommand(['logs', '--once', '--emulator', url]);
    expect(output).toMatch(/^\d{4}-\S+Z Initialize 200 Success \S+\n$/);
  });

  it.each([
    [['trigger'], 2, 'passed|failed|expired'],
    [['trigger', 'won', 'id'], 2, 'passed|failed|expired'],
    [['trigger', 'passed', 'id', '--emulator', 'here'], 2, '--emulator'],
    [['trigger', 'passed', 'id', '--port', '1'], 2, '--emulator'],
    [['logs', 'all'], 2, '--once'],
    [['trigger', 'passed', 'id', '--emulator', 'http://127.0.0.1:1'], 1, 'no emulator responds'],
  ])('explains what is wrong with %j', async (flags, code, named) => {
    const end = await runCommand(flags);
    expect(end).toMatchObject({ code, output: expect.stringContaining(named) });
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
