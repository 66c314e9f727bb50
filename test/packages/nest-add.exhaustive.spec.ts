import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { freePort } from '../support/http/free-port.js';
import { packLibraries } from '../support/packages/pack-libraries.js';

const run = promisify(execFile);

let folder: string;
let tarballs: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nest-add-'));
  tarballs = await packLibraries(folder, ['nestjs-id-verification', 'cloudauth-emulator']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Contents of all files outside `node_modules`, by path. */
async function contents(cwd: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(
    'find',
    ['.', '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-print'],
    {
      cwd,
    },
  );
  const paths = stdout.trim().split('\n').sort();
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(cwd, path), 'utf8')])),
  );
}

describe.each(['11', '12'])('A project that nest new of Nest %s made', (nest) => {
  const name = `nest-${nest}`;
  let cwd: string;
  const command = (...args: string[]) => run('npx', ['--no-install', 'nest', ...args], { cwd });

  beforeAll(async () => {
    cwd = join(folder, name);
    const cli = ['exec', '--yes', '--prefer-offline', `--package=@nestjs/cli@${nest}`, '--'];
    await run('npm', [...cli, 'nest', 'new', name, '--skip-install', '--skip-git', '-p', 'npm'], {
      cwd: folder,
    });
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...quiet, ...tarballs], { cwd });
    await command('add', 'nestjs-id-verification', '--skip-install');
  });

  it('compiles, and its tests pass', async () => {
    await command('generate', '-c', 'nestjs-id-verification', 'outcome-handler', 'billing/approve-order');

    await run('npm', ['run', 'build'], { cwd });
    const { stdout, stderr } = await run('npm', ['test'], { cwd, env: { ...process.env, NO_COLOR: '1' } });

    expect(stdout + stderr).toMatch(/Tests: +3 passed|Tests +3 passed/);
  });

  it('does not change when the library is added again', async () => {
    const before = await contents(cwd);
    await command('add', 'nestjs-id-verification', '--skip-install');
    expect(await contents(cwd)).toEqual(before);
  });

  it('starts with the variables of its .env.example, and migrates the database', async () => {
    const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test', secret: 'test' }] });
    const database = await createTestDatabase(`nest_add_${nest}`, 'empty');
    const values: Readonly<Record<string, string>> = {
      DATABASE_URL: database.url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'test',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test',
      ID_VERIFICATION_HASH_KEY: 'a-key-for-tests-of-32-characters',
      ID_VERIFICATION_CALLBACK_KEY: 'another-key-for-tests-of-32-chars',
      ID_VERIFICATION_CALLBACK_URL: 'https://test.example.com/id-verification/callback',
      ID_VERIFICATION_ENDPOINT: emulator.url,
      SANDBOX: 'true',
    };
    const names = (await readFile(join(cwd, '.env.example'), 'utf8')).matchAll(/^([A-Z_]+)=$/gm);
    expect([...names].map(([, variable]) => variable).sort()).toEqual(Object.keys(values).sort());

    const program = execFile(process.execPath, ['dist/main.js'], {
      cwd,
      env: { PATH: process.env['PATH'], PORT: String(await freePort()), NO_COLOR: '1', ...values },
    });
    let output = '';
    for (const stream of [program.stdout, program.stderr]) stream?.on('data', (text) => (output += text));
    try {
      await expect.poll(() => output).toMatch(/Nest application successfully started/);
      expect(output).toContain('onboarding'); // the line of the library at boot names its handlers
    } finally {
      program.kill();
      await emulator.stop();
      await database.drop();
    }
  });
});
