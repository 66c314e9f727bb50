import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { freePort } from '../support/http/free-port.js';
import { packLibraries } from '../support/packages/pack-libraries.js';
import { needs } from '../support/runner/tools.js';

const run = promisify(execFile);
const PACKAGES = [
  'nestjs-id-verification',
  'nestjs-id-verification-http',
  'nestjs-id-verification-console',
  'cloudauth-emulator',
];
const MOST_LINES = 150;

/** The folders of the examples, in a folder of their own that knows nothing of this workspace. */
let folder: string;
let tarballs: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  await cp('examples', folder, { recursive: true });
  tarballs = await packLibraries(folder, PACKAGES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function installAndBuild(cwd: string, packed: readonly string[]): Promise<void> {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quiet, ...packed], { cwd });
  await run('npm', ['run', 'build'], { cwd });
}

describe('An example, installed from the packed libraries,', () => {
  beforeAll(() =>
    installAndBuild(
      folder,
      tarballs.filter((path) => !/-(http|console)-[\d.]+tgz$/.test(path)),
    ),
  );

  async function passed(example: string): Promise<string> {
    const database = await createTestDatabase(`example_${example.replaceAll('-', '_')}`, 'empty');
    try {
      const { stdout } = await run(process.execPath, [`dist/${example}/main.js`], {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          DATABASE_URL: database.url,
          PORT: String(await freePort()),
          QUEUE_PREFIX: new URL(database.url).pathname,
        },
      });
      return stdout;
    } finally {
      await database.drop();
    }
  }

  it.each(['express-minimal', 'fastify', 'named-instances', 'serverless', 'own-client'])(
    'passes a verification: %s',
    async (example) => {
      expect(await passed(example)).toContain('outcome: passed');
    },
  );

  it('passes a verification and sends the code of an error to the client: graphql', async () => {
    const output = await passed('graphql');
    expect(output).toContain('refused: invalid_request');
    expect(output).toContain('outcome: passed');
  });

  it('passes a verification: queue-host', needs('redis'), async () => {
    expect(await passed('queue-host')).toContain('job with outcome: passed');
  });
});

it('A unit test on Nest 11, CommonJS and Jest passes without database and network', async () => {
  const cwd = join(folder, 'nest11-commonjs-jest');
  await installAndBuild(cwd, tarballs);

  const { stderr } = await run('npm', ['test'], { cwd });
  expect(stderr).toMatch(/Tests: +6 passed, 6 total/);
});

it('No example is longer than it need be, and each says what it shows', async () => {
  const folders = (await readdir('examples', { withFileTypes: true })).filter((one) => one.isDirectory());
  for (const { name } of folders.filter(({ name }) => name !== 'support')) {
    const files = await readdir(join('examples', name), { recursive: true });
    expect(files).toContain('README.md');
    for (const file of files.filter((path) => path.endsWith('.ts'))) {
      const lines = (await readFile(join('examples', name, file), 'utf8')).split('\n');
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    }
  }
});
