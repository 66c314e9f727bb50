import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database/test-database.js';
import { blocksOf, CODE_BLOCKS } from '../support/docs/code-blocks.js';
import { PROGRAMS } from '../support/docs/programs.js';
import { freePort } from '../support/http/free-port.js';
import { NPM_INSTALL, npx, run } from '../support/packages/nest-project.js';
import { packLibraries } from '../support/packages/pack-libraries.js';

const PACKAGES = [
  'nestjs-id-verification',
  'nestjs-id-verification-http',
  'nestjs-id-verification-console',
  'cloudauth-emulator',
];
/** Of the workspace alone; a block of its README imports it. */
const PRIVATE_PACKAGE = 'node_modules/@id-verification/embedded-postgres';

/** The blocks of TypeScript by a name: `docs-guide-2` is the second one of its document. */
const BLOCKS = new Map<string, string>();
for (const [address, code] of blocksOf('ts')) {
  const document = address.replace(/\.md:\d+$/, '').replaceAll('/', '-');
  const before = [...BLOCKS.keys()].filter((name) => name.replace(/-\d+$/, '') === document);
  BLOCKS.set(`${document}-${before.length + 1}`, code);
}

/** Blocks that form an application, by `test/support/docs/programs.ts`. */
const APPLICATIONS = Object.keys(PROGRAMS);
/** Blocks that do what they show when they are loaded. */
const SCRIPTS = [
  'README-3',
  'docs-guides-testing-2',
  'docs-guides-testing-3',
  'libs-cloudauth-emulator-README-1',
  'libs-embedded-postgres-README-1',
  'libs-id-verification-README-5',
];
const TESTS = ['docs-guides-testing-1', 'docs-guides-testing-4'];
/** Run by `test/packages/nest-add.exhaustive.spec.ts`, with the other blocks of its page. */
const ELSEWHERE = ['docs-getting-started-1'];

it('Every block of TypeScript is run', () => {
  const inApplications = APPLICATIONS.flatMap((names) => names.split(' '));
  process.stdout.write(
    `${CODE_BLOCKS.length} code blocks, ${BLOCKS.size} of them TypeScript: all compiled, ${inApplications.length} run in ${APPLICATIONS.length} applications, ${SCRIPTS.length} as scripts, ${TESTS.length} as tests, ${ELSEWHERE.length} with nest add\n`,
  );

  const all = [...inApplications, ...SCRIPTS, ...TESTS, ...ELSEWHERE];
  expect(all.sort()).toEqual([...BLOCKS.keys()].sort());
});

/** A block that awaits outside a function is an ES module in a project of either kind. */
const isEsModule = (name: string): boolean => /^\S.*\bawait\b/m.test(BLOCKS.get(name) ?? '');
const sourceOf = (name: string): string =>
  `${name}.${TESTS.includes(name) ? 'spec.ts' : isEsModule(name) ? 'mts' : 'ts'}`;
const builtOf = (name: string): string => `${name}.${isEsModule(name) ? 'mjs' : 'js'}`;

/** As `docs/guides/testing.md` says: `jest.fn()` in place of `vi.fn()`, and no import of `vitest`. */
const forJest = (code: string): string =>
  code.replace(/^import .* from 'vitest';\n/m, '').replaceAll('vi.fn()', 'jest.fn()');

let folder: string;
let tarballs: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'code-blocks-'));
  tarballs = await packLibraries(folder, PACKAGES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['11', forJest],
  ['12', (code: string) => code],
])('The code blocks in a project that nest new of Nest %s made', (nest, adapt) => {
  let cwd: string;
  const tsc = (...args: string[]) => run('npx', ['--no-install', 'tsc', ...args], cwd);

  beforeAll(async () => {
    cwd = join(folder, `nest-${nest}`);
    for (const [name = '', ...flags] of [[`nest-${nest}`], [`strict-${nest}`, '--strict']]) {
      const args = ['nest', 'new', name, '--skip-install', '--skip-git', '-p', 'npm', ...flags];
      await npx(`@nestjs/cli@${nest}`, args, folder);
    }
    await cp(join(folder, `strict-${nest}/tsconfig.json`), join(cwd, 'tsconfig.strict.json'));
    const ofNest = ['typeorm', 'terminus', 'swagger'].map((name) => `@nestjs/${name}@^${nest}.0.0`);
    const others = ['typeorm@^1.1.1', 'pg@^8.23.1', 'class-validator@^0.15.1'];
    await run('npm', [...NPM_INSTALL, ...tarballs, ...ofNest, ...others], cwd);
    await mkdir(join(cwd, PRIVATE_PACKAGE, '..'));
    await symlink(resolve(PRIVATE_PACKAGE), join(cwd, PRIVATE_PACKAGE));

    await mkdir(join(cwd, 'src/blocks'));
    for (const [name, code] of BLOCKS) await writeFile(join(cwd, 'src/blocks', sourceOf(name)), adapt(code));
    await cp('test/support/docs/programs.ts', join(cwd, 'src/programs.ts'));
    await tsc('-p', 'tsconfig.json');
  });

  it('compile, with --strict too', async () => {
    await expect(tsc('-p', 'tsconfig.strict.json', '--noEmit')).resolves.toBe('');
  });

  it.each(APPLICATIONS)('work as an application: %s', async (names) => {
    const database = await createTestDatabase('code_blocks', 'empty');
    const files = JSON.stringify(names.split(' ').map(builtOf));
    const env = {
      DATABASE_URL: database.url,
      PORT: String(await freePort()),
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'test-id',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test-secret',
      ID_VERIFICATION_HASH_KEY: 'a-hash-key-of-32-characters-or-more',
      ID_VERIFICATION_CALLBACK_KEY: 'a-callback-key-of-32-characters-or-more',
    };
    const program = `import('./dist/src/programs.js').then(({ main }) => main(${files}))`;
    const output = await run(process.execPath, ['-e', program], cwd, env).finally(() => database.drop());
    expect(output).toContain('The program has ended.');
  });

  it.each(SCRIPTS)('run as a script: %s', async (name) => {
    const program = `import('./dist/src/blocks/${builtOf(name)}').then(() => process.exit())`;
    await expect(run(process.execPath, ['-e', program], cwd)).resolves.toBeDefined();
  });

  it('pass as tests', async () => {
    // By Jest on Nest 11, which reports to stderr, and by Vitest on Nest 12.
    const output = await run('sh', ['-c', 'npm test -- src/blocks 2>&1'], cwd, { NO_COLOR: '1' });
    expect(output).toMatch(/Tests: +8 passed|Tests +8 passed/);
  });
});
