import {
  connectMigrated,
  DATA_SOURCE_DEFAULTS,
  ID_VERIFICATION_MIGRATIONS,
  migrateDatabase,
  pendingDatabaseMigrations,
} from 'nestjs-id-verification';
import type { DataSourceOptions, MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const LIBRARY = ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name);

class CreateOrder1800000000000 implements MigrationInterface {
  readonly name = 'CreateOrder1800000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE customer_order (id integer)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer_order');
  }
}

describe('The database of a host', () => {
  let database: TestDatabase;
  let options: DataSourceOptions;
  beforeEach(async () => {
    database = await createTestDatabase('host', 'empty');
    options = {
      ...DATA_SOURCE_DEFAULTS,
      type: 'postgres',
      url: database.url,
      migrations: [CreateOrder1800000000000],
    };
  });
  afterEach(() => database.drop());

  it('gets the tables of the library and its own once, when several migrate concurrently', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateDatabase(options)));

    expect(runs.flatMap(({ library }) => library)).toEqual(LIBRARY);
    expect(runs.flatMap(({ application }) => application)).toEqual(['CreateOrder1800000000000']);
  });

  it('names the migrations that it lacks, and none once they have run', async () => {
    const own = ['CreateOrder1800000000000'];
    expect(await pendingDatabaseMigrations(options)).toEqual({ library: LIBRARY, application: own });
    await migrateDatabase(options);

    expect(await pendingDatabaseMigrations(options)).toEqual({ library: [], application: [] });
  });

  it('is refused while it lacks a migration, by name and with the remedy, and is left unchanged', async () => {
    await expect(connectMigrated(options, 'run `npm run migrate`')).rejects.toMatchObject({
      name: 'IdVerificationConfigurationError',
      problems: [
        `the database lacks ${[...LIBRARY, 'CreateOrder1800000000000'].join(', ')}: run \`npm run migrate\``,
      ],
    });

    await migrateDatabase({ ...options, migrations: [] });
    await expect(connectMigrated(options)).rejects.toThrow(
      'lacks CreateOrder1800000000000: run the migrations',
    );
  });

  it('is accepted with migrations that only a newer release knows', async () => {
    await migrateDatabase(options);

    const dataSource = await connectMigrated({ ...options, migrations: [] });
    expect(dataSource.isInitialized).toBe(true);
    await dataSource.destroy();
  });
});
