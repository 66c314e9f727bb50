import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Script } from 'node:vm';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createTestDatabase } from '../support/database/test-database.js';
import { blocksOf, CODE_BLOCKS } from '../support/docs/code-blocks.js';
import { parseQuery } from '../support/telemetry/promql-series.js';

/** What the blocks of each language are tested by. */
const TESTED_BY: Readonly<Record<string, string>> = {
  ts: 'code-blocks.exhaustive.spec.ts',
  mermaid: 'site.exhaustive.spec.ts',
  ini: 'this file; nest-add.exhaustive.spec.ts starts an application with it',
  console: 'this file',
  sh: 'this file',
  sql: 'this file',
  html: 'this file',
  yaml: 'this file',
};

it('Every code block of the documentation is in a language that a test knows', () => {
  const unknown = CODE_BLOCKS.filter(({ language }) => TESTED_BY[language] === undefined);
  expect(unknown.map(({ address }) => address)).toEqual([]);
});

/** The commands of a block: what follows `$` where it shows output too. */
function commandsOf(code: string): string[] {
  const typed = code.includes('$ ') ? [...code.matchAll(/^\$ (.*)$/gm)].map(([, line]) => line) : [code];
  return typed
    .join('\n')
    .replaceAll('\\\n', ' ')
    .replaceAll(/\s+#.*$/gm, '')
    .split(/\n|&&/)
    .map((command) => command.trim().replace(/^([A-Z_]+=\S+ )+/, ''))
    .filter((command) => command !== '');
}

const scriptsOf = (folder: string) =>
  Object.keys((JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { scripts: object }).scripts);
const helpOf = (program: string) =>
  execFileSync(process.execPath, [`node_modules/.bin/${program}`, '--help']).toString();

/** Whether a command exists, by the first words of it. */
const CHECKS: readonly (readonly [RegExp, (command: string, document: string) => boolean])[] = [
  [/^npm (ci|install|pack)\b/, () => true],
  [/^npm (run |start|test)/, (command, document) => hasScript(command, document)],
  [/^(npx )?(cloudauth-emulator)\b/, (command) => hasFlags(command, 'cloudauth-emulator')],
  [/^(npx )?(nestjs-id-verification)\b/, (command) => hasFlags(command, 'nestjs-id-verification')],
  // Tried by nest-add.exhaustive.spec.ts.
  [/^(npx )?(nest|@nestjs\/cli) (new|add nestjs-id-verification|generate controller)\b/, () => true],
  [/^curl\b/, (command) => typeof JSON.parse(/ -d '(.*)'/.exec(command)?.[1] ?? '') === 'object'],
  [
    /^kubectl (create|apply) -f/,
    (command) => [...command.matchAll(/-f (\S+)/g)].every(([, path = '']) => existsSync(path)),
  ],
  [/^kubectl create secret generic \S+ --from-(env-file|literal)=/, () => true],
  [/^node dist\/\S+/, (command) => existsSync(command.replace(/^node dist\/(.*)js$/, 'examples/$1ts'))],
  [/^cd (YOUR_PROJECT|shop|examples)$/, () => true],
  [/^git grep -lE /, () => true],
];

function hasScript(command: string, document: string): boolean {
  const [, name = ''] = /^npm (?:run )?(\S+)/.exec(command) ?? [];
  const folder = document.startsWith('examples/') ? 'examples/' : '';
  return [...scriptsOf(folder), ...scriptsOf('')].includes(name);
}

function hasFlags(command: string, program: string): boolean {
  const help = helpOf(program);
  const [subcommand = ''] = command.split(program)[1]?.trim().split(' ') ?? [];
  const flags = [...command.matchAll(/ (--[\w-]+)/g)].map(([, flag = '']) => flag);
  return (
    help.includes(`${program} ${subcommand.startsWith('--') ? '' : subcommand}`) &&
    flags.every((flag) => help.includes(flag))
  );
}

it.each(blocksOf('console', 'sh'))(
  'The shell can parse %s, and its programs have such commands',
  (address, code) => {
    const commands = commandsOf(code);
    execFileSync('bash', ['-n'], { input: commands.join('\n') });
    const isKnown = (command: string): boolean =>
      CHECKS.some(([start, check]) => start.test(command) && check(command, address));
    expect(commands.filter((command) => !isKnown(command))).toEqual([]);
  },
);

it.each(blocksOf('ini'))('The variables of %s are read as they are written', (_, code) => {
  const lines = code.trim().split('\n');
  expect(
    Object.entries(parseEnv(code))
      .map((setting) => setting.join('='))
      .sort(),
  ).toEqual(lines.sort());
});

it.each(blocksOf('sql'))('PostgreSQL executes %s in a database of the library', async (_, code) => {
  const database = await createTestDatabase('code_blocks');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await expect(client.query(code)).resolves.toBeDefined();
    await client.query('ROLLBACK'); // a role belongs to all databases
  } finally {
    await client.end();
    await database.drop();
  }
});

it.each(blocksOf('html'))('The scripts of %s can be parsed', (_, code) => {
  const scripts = [...code.matchAll(/<script>(.*?)<\/script>/gs)];
  expect(scripts).not.toEqual([]);
  expect(() => scripts.map(([, script]) => new Script(script ?? ''))).not.toThrow();
});

it.each(blocksOf('yaml'))('Prometheus can parse the alerts of %s', (_, code) => {
  const alerts = parse(code) as { alert: unknown; expr: string }[];
  expect(alerts.filter(({ alert, expr }) => typeof alert !== 'string' || !parseQuery(expr).isValid)).toEqual(
    [],
  );
});
