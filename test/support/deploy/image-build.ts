import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import dockerignore from '@balena/dockerignore';
import { execForm, stagesOf, type Instruction, type StageText } from './image-instructions.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a stage ended up as. */
export interface BuiltStage {
  /** The root of its file system, but for what its base image brings. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/**
 * The project's Dockerfile carried out without Docker: each stage in a folder of its own, COPY and RUN for real. The
 * base images' part is played by this machine's Node and npm. An absolute path in RUN would leave the folder, so that
 * the Dockerfile has none.
 */
export class ImageBuild {
  private readonly built = new Map<string, Promise<BuiltStage>>();

  private constructor(
    private readonly directory: string,
    private readonly stages: readonly StageText[],
  ) {}

  static async start(): Promise<ImageBuild> {
    const directory = await mkdtemp(join(tmpdir(), 'image-'));
    const ignored = dockerignore.default().add(await readFile(join(PROJECT, '.dockerignore'), 'utf8'));
    await cp(PROJECT, join(directory, 'context'), {
      recursive: true,
      filter: (source) => source === PROJECT || !ignored.ignores(relative(PROJECT, source)),
    });
    return new ImageBuild(directory, stagesOf(await readFile(join(PROJECT, 'Dockerfile'), 'utf8')));
  }

  get stageNames(): string[] {
    return this.stages.map(({ name }) => name);
  }

  /** Builds a stage, and before it those that it needs; each of them once. */
  stage(name: string): Promise<BuiltStage> {
    const under = this.built.get(name) ?? this.build(name);
    this.built.set(name, under);
    return under;
  }

  async remove(): Promise<void> {
    await execute('chmod', ['-R', 'u+w', this.directory], { cwd: PROJECT });
    await rm(this.directory, { recursive: true, force: true });
  }

  private async build(name: string): Promise<BuiltStage> {
    const stage = this.stages.find((candidate) => candidate.name === name);
    if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
    const root = join(this.directory, 'stages', name);
    await mkdir(root, { recursive: true });
    const isStage = this.stageNames.includes(stage.base);
    const base = isStage ? await this.stage(stage.base) : undefined;
    if (base !== undefined) await copy(base.root, root);
    let built: BuiltStage = {
      ...(base ?? { workdir: '/', env: {}, user: undefined, command: [], healthcheck: [] }),
      root,
    };
    for (const instruction of stage.instructions) built = await this.carryOut(instruction, built);
    return built;
  }

  private async carryOut({ keyword, text, from }: Instruction, stage: BuiltStage): Promise<BuiltStage> {
    switch (keyword) {
      case 'WORKDIR':
        await mkdir(join(stage.root, text), { recursive: true });
        return { ...stage, workdir: text };
      case 'COPY':
        await this.copyInto(stage, text.split(/\s+/), from);
        return stage;
      case 'RUN':
        await execute('sh', ['-c', text], {
          cwd: join(stage.root, stage.workdir),
          env: { ...buildEnvironment(), ...stage.env },
        });
        return stage;
      case 'ENV':
        return { ...stage, env: { ...stage.env, ...Object.fromEntries([text.split('=')]) } };
      case 'USER':
        return { ...stage, user: text };
      case 'ENTRYPOINT':
      case 'CMD':
        return { ...stage, command: [...stage.command, ...execForm(text)] };
      case 'HEALTHCHECK':
        return { ...stage, healthcheck: execForm(text.slice(text.indexOf('CMD') + 'CMD'.length)) };
      case 'EXPOSE':
        return stage;
      default:
        throw new Error(`${keyword} cannot be carried out without Docker`);
    }
  }

  private async copyInto(stage: BuiltStage, paths: readonly string[], from?: string): Promise<void> {
    const target = paths.at(-1) ?? '';
    const root = from === undefined ? join(this.directory, 'context') : (await this.stage(from)).root;
    for (const path of paths.slice(0, -1)) {
      const source = join(root, path);
      const into = resolve(join(stage.root, stage.workdir), target);
      const isFile = (await stat(source)).isFile();
      await copy(source, isFile && target.endsWith('/') ? join(into, basename(source)) : into);
    }
  }
}

function copy(source: string, target: string): Promise<void> {
  return cp(source, target, { recursive: true, verbatimSymlinks: true });
}

/** Without what a run of npm and of the tests adds, which is about this project's folder. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|INIT_CWD$|VITEST|NODE_ENV$|NODE_OPTIONS$)/i.test(name) ||
      /^npm_config_(cache|registry|.*config)$/i.test(name),
  );
  return { ...Object.fromEntries(kept), npm_config_prefer_offline: 'true' };
}

async function execute(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}\n${out}${errors}`);
}
