import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freePort } from '../http/free-port.js';

const CADDYFILE = readFileSync(new URL('../../../deploy/proxy/Caddyfile', import.meta.url), 'utf8');

/** The proxy as `deploy/proxy/Caddyfile` sets it up, at addresses of a test. */
export class Caddy {
  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {}

  static async before(...upstreams: readonly string[]): Promise<Caddy> {
    const port = await freePort();
    const config = CADDYFILE.replace(/^:8080/m, `http://127.0.0.1:${port}`).replace(
      'sample-1:3000 sample-2:3000',
      upstreams.map((origin) => new URL(origin).host).join(' '),
    );
    const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', '-'], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin?.end(config);
    await serving(child);
    return new Caddy(`http://127.0.0.1:${port}`, child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }
}

function serving({ stderr }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stderr === null) return reject(new Error('the output is piped'));
    createInterface(stderr)
      .on('line', (line) => {
        if (line.includes('serving initial configuration')) resolve();
      })
      .once('close', () => reject(new Error('the proxy ended')));
  });
}
