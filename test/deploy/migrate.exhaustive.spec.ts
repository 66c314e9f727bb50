import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { migrateDatabase } from '@id-verification/sample';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/http/free-port.js';
import { application } from '../support/host/application.js';
import { LIVE_SETTINGS } from '../support/host/live-settings.js';
import { runNode } from '../support/process/node-program.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const ROLE = `sample_app_${process.pid}`;
const PROGRAM = 'apps/sample/dist/migrate.js';

describe('npm run migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase('migrate', 'empty');
  });
  afterEach(() => database.drop());

  it('reports the executed migrations, and none the second time', async () => {
    const first = await runNode(PROGRAM, [], { DATABASE_URL: database.url });
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^nestjs-id-verification: ran CreateIdVerification\d+$/m);
    expect(first.output).toContain('application: ran CreateOnboarding1764000000000');

    const second = await runNode(PROGRAM, [], { DATABASE_URL: database.url });
    expect(second).toEqual({
      code: 0,
      output: 'nestjs-id-verification: up to date\napplication: up to date\n',
    });
  });

  it('prints with --pending what it would run, and changes nothing', async () => {
    const pending = await runNode(PROGRAM, ['--pending'], { DATABASE_URL: database.url });
    expect(pending.code).toBe(0);
    expect(pending.output).toMatch(/^nestjs-id-verification: would run CreateIdVerification\d+$/m);
    expect(pending.output).toContain('application: would run CreateOnboarding1764000000000');

    const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const tables: unknown = await dataSource.query(
      'SELECT tablename FROM pg_tables WHERE schemaname = current_schema()',
    );
    await dataSource.destroy();
    expect(tables).toEqual([]);
  });

  it('needs DATABASE_URL and nothing else, and says so', async () => {
    const { code, output } = await runNode(PROGRAM, [], {});
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL is missing');
    expect(output).not.toContain('API_KEYS');
  });

  it('names sslmode where the database offers no TLS', async () => {
    // As PostgreSQL answers the request for TLS where it has none.
    const server = createServer((socket) => void socket.once('data', () => socket.write('N')));
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;

    const { code, output } = await runNode(PROGRAM, [], {
      DATABASE_URL: `postgres://user:a-password@127.0.0.1:${port}/name?sslmode=require`,
    });

    expect(code).toBe(1);
    expect(output).toContain('Check DATABASE_URL: its sslmode.');
  });

  it('runs each migration once when several run concurrently', async () => {
    const all = await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url)));
    const names = all.flatMap((run) => [...run.library, ...run.application]);
    expect(names).toContain('CreateOnboarding1764000000000');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('A live application', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase('migrate_live', 'empty');
  });
  afterEach(() => database.drop());

  it('does not start on a database that lacks migrations, changes nothing there, and says what to run', async () => {
    const { code, output } = await runNode('apps/sample/dist/main.js', [], {
      ...LIVE_SETTINGS,
      DATABASE_URL: database.url,
    });
    expect(code).toBe(1);
    expect(output).toContain('npm run migrate');
    expect(output).toContain('CreateOnboarding1764000000000');
    expect(await tablesOf(database.url)).toEqual([]);
  });

  it('says in its last line why it cannot connect, and logs no stack', async () => {
    const { code, output } = await runNode('apps/sample/dist/main.js', [], {
      ...LIVE_SETTINGS,
      DATABASE_URL: `postgres://user:a-password@127.0.0.1:${await freePort()}/name`,
    });

    expect(code).toBe(1);
    expect(output).toContain('Unable to connect to the database');
    expect(output.trim().split('\n').at(-1)).toContain(
      '(ECONNREFUSED). Check DATABASE_URL: its host and port',
    );
    expect(output).not.toMatch(/\s+at \S+ \(/);
  });

  it('runs as a database user that may not change tables', async () => {
    await migrateDatabase(database.url);
    const owner = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await owner.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'of-a-test'`);
    try {
      await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${ROLE}`);
      const url = new URL(database.url);
      [url.username, url.password] = [ROLE, 'of-a-test'];
      const sample = await application().with({ DATABASE_URL: url.href }).live().with(LIVE_SETTINGS).start();
      try {
        expect(await sample.call('/health/ready')).toMatchObject({ status: 200 });
      } finally {
        await sample.stop();
      }
    } finally {
      await owner.query(`DROP OWNED BY ${ROLE}`);
      await owner.query(`DROP ROLE ${ROLE}`);
      await owner.destroy();
    }
  });
});

async function tablesOf(url: string): Promise<unknown[]> {
  const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    return await dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
  } finally {
    await dataSource.destroy();
  }
}
