import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly on: object;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<
    string,
    { readonly steps: readonly Step[]; readonly strategy?: { matrix: { node: string[] } } }
  >;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: Record<string, string>;
  readonly engines: { readonly node: string };
}

const FOLDER = '.github/workflows';
const root = manifestOf('.');
const published = readdirSync('libs')
  .map((name) => manifestOf(`libs/${name}`))
  .filter((manifest) => manifest.private !== true);

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
}

function workflow(file: string): Workflow {
  return parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Workflow;
}

function commands({ jobs }: Workflow): string[] {
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
}

function exists(command: string): boolean {
  const [program = '', first = '', second = ''] = command.split(' ');
  if (program !== 'npm') return existsSync(program);
  const script = first === 'run' ? second : first;
  return ['ci', 'publish'].includes(first) || Object.hasOwn(root.scripts ?? {}, script);
}

describe.each(readdirSync(FOLDER))('The workflow %s', (file) => {
  const { on, permissions, jobs } = workflow(file);

  it('has triggers, the least permissions, and steps that each do one thing', () => {
    expect(on).toBeTypeOf('object');
    expect(permissions).toMatchObject({ contents: 'read' });
    for (const { steps } of Object.values(jobs)) {
      for (const step of steps) expect(Number('uses' in step) + Number('run' in step)).toBe(1);
    }
  });

  it('runs only commands that exist', () => {
    expect(commands(workflow(file)).filter((command) => !exists(command))).toEqual([]);
  });
});

it('The tests run on each line of Node that the packages support', () => {
  const lines = workflow('test.yml').jobs['test']?.strategy?.matrix.node.map(
    (version) => version.split('.')[0],
  );
  expect(lines).toEqual(root.engines.node.match(/(?<=[\^=])\d+/g));
});

it('Every package that is not private is published with provenance', () => {
  const publishing = commands(workflow('publish.yml')).filter((command) => command.startsWith('npm publish'));
  expect(publishing.toSorted()).toEqual(
    published.map(({ name }) => `npm publish --workspace=${name} --provenance`).toSorted(),
  );
});
