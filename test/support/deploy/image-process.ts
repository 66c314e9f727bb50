import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import type { BuiltStage } from './image-build.js';

/** The conventional unprivileged account, for tests that run as root; every other user is unprivileged already. */
const UNPRIVILEGED = 65_534;

/** Takes the right to write from everybody, and lets everybody read. */
export function makeReadOnly({ root }: BuiltStage): void {
  execFileSync('chmod', ['-R', 'a-w,a+rX', root]);
  for (const parent of [dirname(root), dirname(dirname(root))]) chmodSync(parent, 0o755);
}

/** A process in a built image: its environment and nothing of ours, without privileges. */
export class ImageProcess {
  /** What it wrote to its standard output and its standard error. */
  output = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(stage: BuiltStage, [program = '', ...args]: readonly string[], env: Record<string, string>) {
    const isRoot = process.getuid?.() === 0;
    this.child = spawn(program, args, {
      cwd: join(stage.root, stage.workdir),
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...stage.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot && { uid: UNPRIVILEGED, gid: UNPRIVILEGED }),
    });
    this.ended = once(this.child, 'close').then(() => this.child.exitCode);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Resolves when it has written the text, or has ended. */
  async says(text: string): Promise<this> {
    const said = new Promise<void>((resolve) => {
      this.child.stdout?.on('data', () => {
        if (this.output.includes(text)) resolve();
      });
    });
    await Promise.race([said, this.ended]);
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
