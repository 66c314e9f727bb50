import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { HttpCaller } from '../http/http-caller.js';

const MAIN = createRequire(import.meta.url).resolve('../../../apps/sandbox/dist/main.js');

/** How a sandbox ended. */
export interface SandboxExit {
  readonly code: number | null;
  readonly output: string;
}

export interface SandboxOptions {
  readonly samplePort: number;
  readonly emulatorPort: number;
  readonly dataDirectory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built sandbox, run as `npm start` runs it. */
export class SandboxProcess extends HttpCaller {
  /** Settles when it has ended and its output is read. */
  readonly exited: Promise<SandboxExit>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  constructor({ samplePort, emulatorPort, dataDirectory, environment }: SandboxOptions) {
    super(`http://127.0.0.1:${samplePort}`, SANDBOX.apiKey);
    const { DATABASE_URL: _url, SANDBOX_DATABASE_URL: _own, NODE_ENV: _env, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [MAIN], {
      env: {
        ...inherited,
        PORT: String(samplePort),
        EMULATOR_PORT: String(emulatorPort),
        SANDBOX_DATA_DIRECTORY: dataDirectory,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#child, 'close').then(() => ({
      code: this.#child.exitCode,
      output: this.output,
    }));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the sandbox could not be started');
    return this.#child.pid;
  }

  get output(): string {
    return this.#lines.join('\n');
  }

  /** Waits until it says that everything runs, or has ended. */
  async ready(): Promise<this> {
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('the output is piped');
    createInterface(stderr).on('line', (line) => this.#lines.push(line));
    await new Promise<void>((resolve) => {
      createInterface(stdout)
        .on('line', (line) => {
          this.#lines.push(line);
          if (line.startsWith('Ctrl-C')) resolve();
        })
        .once('close', resolve);
    });
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
