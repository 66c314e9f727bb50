import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../http/free-port.js';
import { pgbouncerProgram } from '../runner/tools.js';

/** PgBouncer in transaction mode before a database server: each database transaction may have another connection. */
export class PgBouncer {
  private constructor(
    private readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param server the URL of any database of the server */
  static async before(server: string): Promise<PgBouncer> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, configuration(new URL(server), port), { mode: 0o600 });
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['--user', 'daemon'] : [];
    const child = spawn(pgbouncerProgram() ?? 'pgbouncer', [...user, file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await serving(child);
    return new PgBouncer(port, child, folder);
  }

  /** The URL of the same database by the pooler. */
  url(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null) await ended;
    await rm(this.folder, { recursive: true });
  }
}

/** Fewer connections than clients, so that clients do share them. */
function configuration({ hostname, port, username, password }: URL, listenPort: number): string {
  const login = `user='${decodeURIComponent(username)}' password='${decodeURIComponent(password)}'`;
  return `[databases]
* = host=${hostname} port=${port || '5432'} ${login}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 500
`;
}

function serving({ stderr }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stderr === null) return reject(new Error('the output is piped'));
    const lines: string[] = [];
    createInterface(stderr)
      .on('line', (line) => {
        lines.push(line);
        if (line.includes('process up')) resolve();
      })
      .once('close', () => reject(new Error(`PgBouncer ended: ${lines.join('\n')}`)));
  });
}
