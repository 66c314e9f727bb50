import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';

import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { guardianPid, isGone, serverPid } from './application.fixture.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { query } from './query.fixture.js';
import { keptScratchDirectory, scratchDirectory } from './scratch.fixture.js';

const DATABASE = 'my "own" one';

describe('startEmbeddedPostgres', () => {
  const dataDirectory = join(keptScratchDirectory(), 'postgres');
  let database: EmbeddedPostgres;

  const restart = async () => {
    await database.stop();
    database = await startEmbeddedPostgres({ dataDirectory, database: DATABASE });
  };

  beforeAll(async () => {
    database = await startEmbeddedPostgres({ dataDirectory, database: DATABASE });
  });
  afterAll(() => database.stop());

  it('gives the database that was asked for, on loopback, durable, in UTF-8 with a locale of its own', async () => {
    const [facts] = await query(
      database.url,
      `SELECT current_database() AS name, datlocprovider AS provider, datlocale AS locale,
              pg_encoding_to_char(encoding) AS encoding, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync,
              current_setting('server_version') AS version
         FROM pg_database WHERE datname = current_database()`,
    );

    expect(facts).toEqual({
      name: DATABASE,
      provider: 'b',
      locale: 'C.UTF-8',
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      version: database.version,
    });
  });

  it('keeps data and password over a restart', async () => {
    const { password } = new URL(database.url);
    await query(database.url, 'CREATE TABLE kept AS SELECT 42 AS answer');

    await restart();

    await expect(query(database.url, 'SELECT answer FROM kept')).resolves.toEqual([{ answer: 42 }]);
    expect(new URL(database.url).password).toBe(password);
  });

  it('lets nobody in without the password', async () => {
    const guessed = new URL(database.url);
    guessed.password = 'guess';

    await expect(query(guessed.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps the password out of argument lists, environments and logs, and its file private', async () => {
    const { password } = new URL(database.url);
    await expect(query(database.url, 'SELECT nonsense')).rejects.toThrow('does not exist');

    expect(execFileSync('ps', ['auxwwwe'], { encoding: 'utf8', maxBuffer: 2 ** 26 })).not.toContain(password);
    expect(readFileSync(join(dataDirectory, 'server.log'), 'utf8')).not.toContain(password);
    expect(statSync(join(dataDirectory, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDirectory, 'data')).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDirectory).filter((name) => name.startsWith('initialising'))).toEqual([]);
  });

  it('refuses a data directory that is in use, and names it and the process', async () => {
    const error = await failureOf(dataDirectory);

    expect(error).toMatchObject({ code: 'data_directory_in_use' });
    expect(error.message).toContain(dataDirectory);
    expect(error.message).toContain(`process ${process.pid} `);
    await expect(query(database.url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
  });

  it('lets one of many launches at once have a data directory', async () => {
    await database.stop();

    const launches = await Promise.allSettled(
      Array.from({ length: 4 }, () => startEmbeddedPostgres({ dataDirectory })),
    );

    const started = launches.flatMap((launch) => (launch.status === 'fulfilled' ? [launch.value] : []));
    await Promise.all(started.map((one) => one.stop()));
    expect(started).toHaveLength(1);
  });

  it('listens on the wanted port, and names it when it is taken', async () => {
    const taken = await listen();
    const options = { dataDirectory, database: DATABASE, port: portOf(taken) };
    await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(`Port ${options.port} `) as string,
    });

    await new Promise((resolve) => taken.close(resolve));
    database = await startEmbeddedPostgres(options);

    expect(new URL(database.url).port).toBe(String(options.port));
  });

  it('says that the server ended by itself, and how', async () => {
    await restart();

    process.kill(serverPid(dataDirectory), 'SIGKILL');

    await expect(database.exited).resolves.toEqual({
      expected: false,
      reason: expect.stringContaining('PostgreSQL ended (SIGKILL)') as string,
    });
  });

  it('says that its guardian was killed, and takes the server down in its place', async () => {
    await restart();
    const server = serverPid(dataDirectory);

    process.kill(guardianPid(dataDirectory), 'SIGKILL');

    await expect(database.exited).resolves.toEqual({
      expected: false,
      reason: 'The guardian of PostgreSQL ended (SIGKILL).',
    });
    expect(isGone(server)).toBe(true);
  });

  it('tells what the server said when it does not start, and not the password', async () => {
    const control = join(dataDirectory, 'data', 'global', 'pg_control');
    renameSync(control, `${control}.away`);
    onTestFinished(() => renameSync(`${control}.away`, control));

    const error = await failureOf(dataDirectory);

    expect(error).toMatchObject({ code: 'start_failed' });
    expect(error.message).toContain('global/pg_control');
    expect(error.message).not.toContain(new URL(database.url).password);
  });

  it('says that the kept password is missing, instead of making one that opens nothing', async () => {
    const password = join(dataDirectory, 'password');
    renameSync(password, `${password}.away`);
    onTestFinished(() => renameSync(`${password}.away`, password));

    await expect(failureOf(dataDirectory)).resolves.toMatchObject({
      code: 'data_directory_unusable',
      message: expect.stringContaining(password) as string,
    });
  });
});

describe('startEmbeddedPostgres with ephemeral data', () => {
  it('removes the data with its stop, whatever is still connected, and nothing that is not its own', async () => {
    const dataDirectory = join(scratchDirectory(), 'thrown-away');
    const database = await startEmbeddedPostgres({ dataDirectory, ephemeral: true });
    const server = serverPid(dataDirectory);
    writeFileSync(join(dataDirectory, 'somebody-elses'), '');
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN; CREATE TABLE half_done ()');
    await expect(query(database.url, 'SHOW fsync')).resolves.toEqual([{ fsync: 'off' }]);

    await Promise.all([database.stop(), database.stop()]);

    expect(readdirSync(dataDirectory)).toEqual(['somebody-elses']);
    expect(isGone(server)).toBe(true);
    await expect(database.exited).resolves.toEqual({ expected: true });
  });

  it('leaves nothing behind when it cannot start', async () => {
    const dataDirectory = join(scratchDirectory(), 'thrown-away');
    const taken = await listen();
    onTestFinished(() => void taken.close());

    await expect(
      startEmbeddedPostgres({ dataDirectory, ephemeral: true, port: portOf(taken) }),
    ).rejects.toMatchObject({ code: 'port_in_use' });

    expect(existsSync(dataDirectory)).toBe(false);
  });
});

describe('startEmbeddedPostgres in production', () => {
  it('refuses, and names DATABASE_URL', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    onTestFinished(() => void (process.env['NODE_ENV'] = before));

    await expect(startEmbeddedPostgres({ ephemeral: true })).rejects.toMatchObject({
      code: 'refused_in_production',
      message: expect.stringContaining('DATABASE_URL') as string,
    });
  });
});

async function failureOf(dataDirectory: string): Promise<Error> {
  const outcome = await startEmbeddedPostgres({ dataDirectory }).catch((error: Error) => error);
  return outcome instanceof Error ? outcome : new Error('It started.');
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
