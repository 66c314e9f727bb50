import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { freePort } from '../http/free-port.js';
import { HttpCaller } from '../http/http-caller.js';

const MAIN = createRequire(import.meta.url).resolve('../../../apps/sample/dist/main.js');

export interface SampleProcessSettings {
  readonly databaseUrl: string;
  readonly endpoint: string;
  /** A free one, unless it takes the place of another process. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built sample in a process of its own, in the sandbox, with everything that it writes. */
export class SampleProcess extends HttpCaller {
  /** What it wrote to its standard output and its standard error. */
  output = '';
  private readonly ended: Promise<unknown>;

  private constructor(
    port: number,
    private readonly child: ChildProcess,
  ) {
    super(`http://127.0.0.1:${port}`, SANDBOX.apiKey);
    this.ended = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Resolves when it listens, or has ended because it cannot. */
  static async start(settings: SampleProcessSettings): Promise<SampleProcess> {
    const port = settings.port ?? (await freePort());
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env['PATH'],
        SANDBOX: 'true',
        PORT: String(port),
        DATABASE_URL: settings.databaseUrl,
        ID_VERIFICATION_ENDPOINT: settings.endpoint,
        ...settings.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const sample = new SampleProcess(port, child);
    await Promise.race([sample.ended, sample.says('The sample listens')]);
    return sample;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Asks it to stop, as an orchestrator does. @returns what ended it */
  async terminate(): Promise<NodeJS.Signals | number | null> {
    this.child.kill('SIGTERM');
    await this.ended;
    return this.child.signalCode ?? this.child.exitCode;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  private says(text: string): Promise<void> {
    return new Promise((resolve) =>
      this.child.stdout?.on('data', () => {
        if (this.output.includes(text)) resolve();
      }),
    );
  }
}
