import {
  ID_VERIFICATION_ENTITIES,
  ID_VERIFICATION_MIGRATIONS,
  migrateIdVerification,
} from 'nestjs-id-verification';
import { Client } from 'pg';
import { DataSource, DefaultNamingStrategy, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/runner/eventually.js';
import { execute } from '../support/process/execute.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const NAMES = ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name);

class Plural extends DefaultNamingStrategy {
  override tableName(className: string, given?: string): string {
    return `${super.tableName(className, given)}s`;
  }
}

describe('migrateIdVerification', () => {
  let database: TestDatabase;
  const open: DataSource[] = [];
  beforeEach(async () => {
    database = await createTestDatabase('migrate', 'empty');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((dataSource) => dataSource.destroy()));
    await database.drop();
  });

  async function dataSource(
    options: Partial<Extract<DataSourceOptions, { type: 'postgres' }>> = {},
  ): Promise<DataSource> {
    const one = await new DataSource({
      type: 'postgres',
      url: database.url,
      entities: ID_VERIFICATION_ENTITIES,
      ...options,
    }).initialize();
    open.push(one);
    return one;
  }

  function set(setting: string, value: string): Promise<void> {
    const name = new URL(database.url).pathname.slice(1);
    return execute(database.url, `ALTER DATABASE "${name}" SET ${setting} = '${value}'`);
  }

  it('waits for another process longer than the timeouts of the role, and sees what it did', async () => {
    // Long enough for a statement that waits for nothing, on a slow machine too.
    for (const timeout of ['statement_timeout', 'lock_timeout']) await set(timeout, '500ms');
    await set('default_transaction_isolation', 'serializable');
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('SET statement_timeout = 0');
    await other.query('SET lock_timeout = 0');
    // The lock of the library, held in place of another process.
    await other.query(`SELECT pg_advisory_lock(${0x1d_ef_1c_a7})`);
    const runs = [await dataSource(), await dataSource()].map((one) => migrateIdVerification(one));

    await eventually(async () => {
      // Twice as long as the timeouts: until then nothing shows that they do not apply.
      const { rowCount } = await other.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND clock_timestamp() - waitstart > interval '1 s' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      return rowCount === 2;
    });
    await other.end();

    expect((await Promise.all(runs)).flat()).toEqual(NAMES);
  });

  it.each([
    { what: 'a prefix', options: { entityPrefix: 'app_' }, table: 'app_id_verification' },
    { what: 'a naming strategy', options: { namingStrategy: new Plural() }, table: 'id_verifications' },
    {
      what: 'a schema, a prefix and a naming strategy',
      options: { schema: 'own', entityPrefix: 'x_', namingStrategy: new Plural() },
      table: 'own.x_id_verifications',
    },
  ])('makes the tables that TypeORM expects with $what', async ({ options, table }) => {
    await execute(database.url, 'CREATE SCHEMA own');
    const one = await dataSource(options);

    expect(await migrateIdVerification(one)).toEqual(NAMES);
    expect(await migrateIdVerification(one)).toEqual([]);
    expect(await one.query('SELECT to_regclass($1)::text AS name', [table])).toEqual([{ name: table }]);
    const { upQueries } = await one.driver.createSchemaBuilder().log();
    expect(upQueries).toEqual([]);
  });

  it('does nothing where `synchronize` has made the tables', async () => {
    const one = await dataSource({ synchronize: true });

    expect(await migrateIdVerification(one)).toEqual([]);
    expect(await one.getRepository('VerificationEntity').count()).toBe(0);
  });

  it.each([
    { what: '`synchronize` made before', options: { synchronize: true } },
    {
      what: 'the data source’s own `migrations` made',
      options: { migrations: [...ID_VERIFICATION_MIGRATIONS], migrationsRun: true },
    },
  ])('names the conflict with tables that $what', async ({ options }) => {
    await dataSource(options);

    await expect(migrateIdVerification(await dataSource())).rejects.toMatchObject({
      name: 'IdVerificationConfigurationError',
      message: expect.stringMatching(/`synchronize`.*`migrations`/),
    });
  });

  it('throws the library’s error in place of the driver’s', async () => {
    const one = await dataSource();
    await set('default_transaction_read_only', 'on');

    await expect(migrateIdVerification(one)).rejects.toMatchObject({
      name: 'IdVerificationStorageError',
      sqlState: '25006',
      hint: expect.stringContaining('primary'),
    });
  });
});
