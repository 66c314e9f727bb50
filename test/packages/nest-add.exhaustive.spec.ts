import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { freePort } from '../support/http/free-port.js';
import { eventually } from '../support/runner/eventually.js';
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

  it('leads by the page “Getting started” from its variables to a handler that logs the outcome', async () => {
    const page = await readFile('docs/getting-started.md', 'utf8');
    const [, controller = ''] = /```ts\n([^]*?)```/.exec(page) ?? [];
    const [, settings = ''] = /```ini\n([^]*?)```/.exec(page) ?? [];
    const named = Object.fromEntries(
      settings
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/)),
    );
    const names = (await readFile(join(cwd, '.env.example'), 'utf8')).matchAll(/^([A-Z_]+)=$/gm);
    expect(Object.keys(named).sort()).toEqual([...names].map(([, variable]) => variable).sort());

    await command('generate', 'controller', 'verifications', '--no-spec');
    await writeFile(join(cwd, 'src/verifications/verifications.controller.ts'), controller);
    await run('npm', ['run', 'build'], { cwd });
    const port = await freePort();
    const accessKey = {
      id: named['ALIBABA_CLOUD_ACCESS_KEY_ID'],
      secret: named['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
    };
    const forwardTo = `http://127.0.0.1:${port}`;
    const emulator = await CloudauthEmulator.start({ accessKeys: [accessKey], forwardTo });
    const database = await createTestDatabase(`nest_add_${nest}`, 'empty');
    const own = { DATABASE_URL: database.url, ID_VERIFICATION_ENDPOINT: emulator.url, PORT: String(port) };
    const program = execFile(process.execPath, ['dist/main.js'], {
      cwd,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...named, ...own },
    });
    let output = '';
    for (const stream of [program.stdout, program.stderr]) stream?.on('data', (text) => (output += text));
    try {
      // It listens after it has logged that it started.
      await eventually(() =>
        fetch(forwardTo).then(
          () => true,
          () => false,
        ),
      );
      const response = await fetch(`${forwardTo}/verifications`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ customerId: 'customer-1', metaInfo: '{"deviceType":"h5"}' }),
      });
      const { merchantBizId, transactionId } = (await response.json()) as Record<string, string>;
      emulator.finish(transactionId ?? '', { passed: 'Y' });

      await eventually(() => output.includes(`[OnboardingHandler] ${merchantBizId}: passed`));
    } finally {
      program.kill();
      await emulator.stop();
      await database.drop();
    }
  });
});
