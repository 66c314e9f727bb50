import {
  ID_VERIFICATION_ENTITIES,
  ID_VERIFICATION_MIGRATIONS,
  migrateIdVerification,
  pendingIdVerificationMigrations,
} from 'nestjs-id-verification';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

describe('the schema', () => {
  let database: TestDatabase;
  const open: DataSource[] = [];

  beforeEach(async () => {
    database = await createTestDatabase('schema', 'empty');
  });
  afterEach(async () => {
    for (const dataSource of open.splice(0)) await dataSource.destroy();
    await database.drop();
  });

  async function connect(options: Partial<DataSourceOptions & { schema: string }> = {}): Promise<DataSource> {
    const all = {
      type: 'postgres',
      url: database.url,
      entities: ID_VERIFICATION_ENTITIES,
      ...options,
    } as const;
    const dataSource = await new DataSource(all as DataSourceOptions).initialize();
    open.push(dataSource);
    return dataSource;
  }

  /** The statements that TypeORM's `migration:generate` would write. */
  async function pendingChanges(dataSource: DataSource): Promise<string[]> {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  }

  it('leaves no difference for a host’s migration:generate', async () => {
    const dataSource = await connect();
    expect(await pendingChanges(dataSource)).not.toEqual([]);

    await migrateIdVerification(dataSource);

    expect(await pendingChanges(dataSource)).toEqual([]);
  });

  it('has every index and check of the entities, identical in the database', async () => {
    const [migrated, generated] = [await connect(), await connect()];
    await migrateIdVerification(migrated);
    const byMigration = await definitions(migrated);
    await migrated.dropDatabase();

    await generated.synchronize();

    expect(byMigration).toEqual(await definitions(generated));
    expect(byMigration.length).toBeGreaterThan(8);
  });

  it('is created once by ten processes that boot at the same time', async () => {
    const dataSources = await Promise.all(Array.from({ length: 10 }, () => connect()));

    const runs = await Promise.all(dataSources.map((dataSource) => migrateIdVerification(dataSource)));

    expect(runs.filter((names) => names.length > 0)).toHaveLength(1);
    expect(runs.flat()).toHaveLength(ID_VERIFICATION_MIGRATIONS.length);
  });

  it('is created on a data source whose pool holds a single connection', async () => {
    expect(await migrateIdVerification(await connect({ poolSize: 1 }))).toHaveLength(
      ID_VERIFICATION_MIGRATIONS.length,
    );
  });

  it('is created where the driver is limited to a single connection', async () => {
    const dataSource = await connect({ extra: { max: 1 } });

    expect(await migrateIdVerification(dataSource)).toHaveLength(ID_VERIFICATION_MIGRATIONS.length);
  });

  it('can be created in a schema of the host’s choice', async () => {
    const bootstrap = await connect();
    await bootstrap.query('CREATE SCHEMA kyc');
    const dataSource = await connect({ schema: 'kyc' });

    await migrateIdVerification(dataSource);

    expect(await dataSource.query("SELECT to_regclass('kyc.id_verification') IS NOT NULL AS there")).toEqual([
      { there: true },
    ]);
    expect(await pendingChanges(dataSource)).toEqual([]);
  });

  it('can be run and reverted by the host’s own migrations', async () => {
    const dataSource = await connect({ migrations: ID_VERIFICATION_MIGRATIONS });

    await dataSource.runMigrations();
    expect(await pendingChanges(dataSource)).toEqual([]);
    for (const migration of ID_VERIFICATION_MIGRATIONS) {
      expect(migration).toBeDefined();
      await dataSource.undoLastMigration();
    }

    expect(await dataSource.query("SELECT to_regclass('id_verification') AS there")).toEqual([
      { there: null },
    ]);
  });

  it('is reported as missing before a migration and complete after it, in any schema, without a change', async () => {
    const bootstrap = await connect();
    await bootstrap.query('CREATE SCHEMA kyc');
    const dataSource = await connect({ schema: 'kyc' });

    const before = await pendingIdVerificationMigrations(dataSource);
    expect(before).toHaveLength(ID_VERIFICATION_MIGRATIONS.length);
    expect(await pendingIdVerificationMigrations(dataSource)).toEqual(before);
    expect(await migrateIdVerification(dataSource)).toEqual(before);

    expect(await pendingIdVerificationMigrations(dataSource)).toEqual([]);
    expect(await pendingIdVerificationMigrations(bootstrap)).toEqual(before);
  });

  it('is reported as complete where the host keeps the migration table', async () => {
    const dataSource = await connect({ migrations: ID_VERIFICATION_MIGRATIONS });
    await dataSource.runMigrations();

    expect(await pendingIdVerificationMigrations(dataSource, 'migrations')).toEqual([]);
  });

  /** Indexes, checks and primary keys as the database prints them. */
  async function definitions(dataSource: DataSource): Promise<string[]> {
    const rows: { definition: string }[] = await dataSource.query(`
      SELECT indexdef AS definition FROM pg_indexes WHERE tablename LIKE 'id_verification%' AND tablename <> 'id_verification_migration'
        -- Of an expression: entities cannot have it.
        AND indexname <> 'ix_id_verification_own_retention'
      UNION ALL
      SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
      WHERE conrelid::regclass::text LIKE 'id_verification%' AND conrelid::regclass::text <> 'id_verification_migration'
        AND contype <> 'n'
      ORDER BY 1`);
    return rows.map(({ definition }) => definition);
  }
});
