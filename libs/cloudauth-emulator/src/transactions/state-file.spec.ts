import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, initialize } from '../testing/call.fixture.js';
import { killCommands, runCommand, SERVING, startCommand, UNPRIVILEGED } from '../testing/command.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { RETENTION_MS } from './transaction.js';

const MAIN_FILE = join(__dirname, '../main.ts');

const start = emulators();
let folder = '';
let stateFile = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudauth-emulator-'));
  stateFile = join(folder, 'state.ndjson');
});
afterEach(async () => {
  await killCommands();
  rmSync(folder, { recursive: true, force: true });
});

describe('the state file', () => {
  it('keeps everything that got a response before the command was killed', async () => {
    const first = await startCommand(['--state-file', stateFile, '--qps', '0']);
    const ids = await Promise.all(Array.from({ length: 20 }, () => initialize(first.url)));
    await first.kill('SIGKILL');
    const second = await start({ stateFile });
    expect(second.transactions().map(({ transactionId }) => transactionId)).toEqual(
      expect.arrayContaining(ids),
    );
  });

  it('does without a last line that was torn', async () => {
    const first = await start({ stateFile });
    const id = await initialize(first.url);
    await first.stop();
    appendFileSync(stateFile, '{"transaction":{"transactionId":"hks');
    const second = await start({ stateFile });
    expect(second.transactions()).toMatchObject([{ transactionId: id }]);
    const later = await initialize(second.url);
    await second.stop();
    const third = await start({ stateFile });
    expect(third.transactions().map(({ transactionId }) => transactionId)).toEqual([id, later]);
  });

  it('is refused, with the line, when another line cannot be read', async () => {
    writeFileSync(stateFile, 'not json\n{}\n');
    await expect(start({ stateFile })).rejects.toThrow(/line 1 /);
  });

  it('is readable by its owner alone, and holds nothing of the user', async () => {
    const emulator = await start({ stateFile });
    await initialize(emulator.url, {
      MerchantUserId: 'person-in-clear',
      MetaInfo: '{"device":"meta-in-clear"}',
    });
    expect((statSync(stateFile).mode & 0o777).toString(8)).toBe('600');
    expect(readFileSync(stateFile, 'utf8')).not.toMatch(/in-clear/);
  });

  it('is made as small as it can be at the start', async () => {
    const first = await start({ stateFile });
    const id = await initialize(first.url);
    first.leave(id);
    first.finish(id, { passed: 'Y' });
    await first.stop();
    const second = await start({ stateFile });
    expect(readFileSync(stateFile, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(second.transaction(id)).toMatchObject({ outcome: { passed: 'Y', subCode: '200' } });
  });

  it('keeps how far the clock was moved, and what was forgotten', async () => {
    const first = await start({ stateFile });
    await initialize(first.url);
    first.clock.advance(RETENTION_MS * 2);
    await first.stop();
    const second = await start({ stateFile });
    expect(second.clock.offsetMs).toBe(RETENTION_MS * 2);
    expect(second.transactions()).toEqual([]);
  });

  it('loses at the start what the vendor deletes after 30 days', async () => {
    const first = await start({ stateFile });
    await initialize(first.url);
    first.clock.advance(RETENTION_MS * 2);
    const later = await initialize(first.url);
    await first.stop();
    const second = await start({ stateFile });
    expect(second.transaction(later)).toBeDefined();
    const lines = readFileSync(stateFile, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { clockOffsetMs: RETENTION_MS * 2 },
      { transaction: { transactionId: later } },
    ]);
  });

  it('is left alone when the address is taken', async () => {
    const first = await start({ stateFile });
    const port = Number(new URL(first.url).port);
    await expect(start({ stateFile, port })).rejects.toThrow('EADDRINUSE');
    const id = await initialize(first.url);
    expect(readFileSync(stateFile, 'utf8')).toContain(id);
  });

  it('is refused while another process has it, with its path, until that process ends', async () => {
    const first = await startCommand(['--state-file', stateFile, '--qps', '0']);
    const id = await initialize(first.url);

    await expect(startCommand(['--state-file', stateFile])).rejects.toThrow(stateFile);
    await expect(start({ stateFile })).rejects.toThrow(/in use by the emulator with process id \d+/);

    expect(readFileSync(stateFile, 'utf8')).toContain(id);
    await first.kill('SIGTERM');
    expect((await start({ stateFile })).transactions()).toMatchObject([{ transactionId: id }]);
  });

  it('is refused while another emulator of the same process has it', async () => {
    const first = await start({ stateFile });
    await expect(start({ stateFile })).rejects.toThrow(stateFile);
    await first.stop();
    await start({ stateFile });
  });

  it.each([
    ['a process that has ended', String(2 ** 31 - 1)],
    ['an earlier process with the same id', String(process.pid)],
    ['a process that could not write its id', ''],
    ['anything else', 'no process id'],
  ])('is taken over from %s', async (_, owner) => {
    writeFileSync(`${stateFile}.lock`, owner);
    const emulator = await start({ stateFile });
    await emulator.stop();
    expect(existsSync(`${stateFile}.lock`)).toBe(false);
  });

  it.each([
    ['is a directory', 'EISDIR', () => mkdirSync(stateFile)],
    ['cannot be read', 'EACCES', () => writeFileSync(stateFile, '', { mode: 0o000 })],
    ['cannot be written', 'EACCES', () => writeFileSync(stateFile, '', { mode: 0o400 })],
    ['is in a directory that cannot be written', 'EACCES', () => chmodSync(folder, 0o500)],
    ['is in a directory that is a file', 'EEXIST', () => (stateFile = join(MAIN_FILE, 'state.ndjson'))],
    ['has a directory in place of its lock', 'EISDIR', () => mkdirSync(`${stateFile}.lock`)],
  ])('is refused by the command in one sentence with path and rule when it %s', async (_, code, prepare) => {
    prepare();
    const { uid, gid } = UNPRIVILEGED;
    for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) {
      if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
    }

    const { code: exitCode, output } = await runCommand(
      [...SERVING, '--state-file', stateFile],
      UNPRIVILEGED,
    );
    chmodSync(folder, 0o700);

    expect(exitCode).toBe(1);
    expect(output).toBe(
      `cloudauth-emulator: The state file ${stateFile} cannot be used (${code}): it must be a file that this user can read and write, in a directory that this user can write.\n`,
    );
  });

  it('is not locked by an emulator that could not read it', async () => {
    writeFileSync(stateFile, 'not json\n{}\n');
    await expect(start({ stateFile })).rejects.toThrow(/line 1 /);
    rmSync(stateFile);
    await start({ stateFile });
  });

  it('issues no id twice when a seed repeats them', async () => {
    const first = await start({ stateFile, seed: 1 });
    const id = await initialize(first.url);
    await first.stop();
    const second = await start({ stateFile, seed: 1 });
    const { json } = await call(second.url);
    expect(json.Code).toBe('MissingParameter');
    expect(await initialize(second.url)).not.toBe(id);
  });
});
