import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudauthEmulator } from '../emulator.js';
import { initialize } from '../testing/call.fixture.js';
import { TEST_KEY } from '../testing/genuine-client.fixture.js';
import { receivers } from '../testing/receiver.fixture.js';
import { REMOTE_COMMANDS } from './remote-commands.js';

const receive = receivers();

describe('a remote command', () => {
  let emulator: CloudauthEmulator;
  beforeAll(async () => {
    emulator = await CloudauthEmulator.start({ accessKeys: [TEST_KEY] });
  });
  afterAll(() => emulator.stop());

  async function run(command: string, ...args: string[]): Promise<string[]> {
    const lines: string[] = [];
    await REMOTE_COMMANDS[command]?.(args, (line) => lines.push(line));
    return lines;
  }

  it.each([
    ['passed', { outcome: { passed: 'Y', subCode: '200' } }],
    ['failed', { outcome: { passed: 'N', subCode: '205' } }],
    ['expired', { status: 'expired' }],
  ])('triggers %s at a running emulator', async (outcome, seen) => {
    const id = await initialize(emulator.url);

    expect(await run('trigger', outcome, id, '--emulator', emulator.url)).toEqual([`${id} ${outcome}`]);
    const response = await fetch(`${emulator.url}/_emulator/transactions/${id}`);
    expect(await response.json()).toMatchObject(seen);
  });

  it('names an id that the emulator does not know', async () => {
    await expect(run('trigger', 'passed', 'unknown', '--emulator', emulator.url)).rejects.toThrow(
      'there is no such transaction',
    );
  });

  it.each([200, 404])('names an address where a server that is no emulator responds %i', async (status) => {
    const { origin } = await receive(status);
    await expect(run('trigger', 'passed', 'id', '--emulator', origin)).rejects.toThrow(
      `no emulator responds at ${origin}`,
    );
  });

  it.each([
    [['trigger'], 'passed|failed|expired'],
    [['trigger', 'won', 'id'], 'passed|failed|expired'],
    [['trigger', 'passed', 'id', '--emulator', 'here'], '--emulator'],
    [['trigger', 'passed', 'id', '--emulator', 'localhost:4010'], '--emulator must be an origin'],
    [['logs', '--once', '--emulator', 'ftp://127.0.0.1'], '--emulator must be an origin'],
    [['logs', 'all'], '--once'],
  ])('explains what is wrong with %j', async ([command = '', ...args], named) => {
    await expect(run(command, ...args)).rejects.toThrow(named);
  });
});
