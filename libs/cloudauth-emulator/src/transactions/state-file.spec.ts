import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, initialize } from '../testing/call.fixture.js';
import { startCommand, killCommands } from '../testing/command.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { RETENTION_MS } from './transaction.js';

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

  it('is left alone when the address is taken', async () => {
    const first = await start({ stateFile });
    const port = Number(new URL(first.url).port);
    await expect(start({ stateFile, port })).rejects.toThrow('EADDRINUSE');
    const id = await initialize(first.url);
    expect(readFileSync(stateFile, 'utf8')).toContain(id);
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
