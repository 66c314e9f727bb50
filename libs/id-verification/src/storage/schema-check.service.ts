import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { dataSourceProblems, ID_VERIFICATION_DATA_SOURCE, tableOf } from './data-source.js';
import { ID_VERIFICATION_ENTITIES } from './entities.js';
import { identifier, join, sql } from './sql.js';
import { IdVerificationStorageError } from './storage.error.js';
import { SqlClient } from './sql.client.js';
import { time } from './sql-types.js';

/** Stops the application at boot if the library's tables are missing or belong to an earlier release. */
@Injectable()
export class SchemaCheckService implements OnModuleInit {
  /** Set by the module's service. A test that replaces the service needs no database. */
  isNeeded = false;

  constructor(
    private readonly sql: SqlClient,
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.isNeeded) return;
    const problems = dataSourceProblems(this.dataSource);
    if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
    try {
      await this.readSettings();
      await this.probe();
    } catch (error) {
      if (error instanceof IdVerificationStorageError && error.hint !== undefined) {
        throw new IdVerificationConfigurationError([error.hint]);
      }
      throw error;
    }
  }

  /**
   * Checks that a verification could be stored now.
   *
   * @throws IdVerificationStorageError like {@link probe}, and if the server is read-only
   */
  async probeWrites(): Promise<void> {
    await this.sql.retried(() => this.sql.writable());
    await this.probe();
  }

  /** @throws IdVerificationStorageError if the database is unavailable or the tables are missing */
  async probe(): Promise<void> {
    const tables = ID_VERIFICATION_ENTITIES.map((entity) => {
      const { columns } = this.dataSource.getMetadata(entity);
      const names = join(columns.map(({ databaseName }) => identifier(databaseName)));
      return sql`EXISTS (SELECT ${names} FROM ${tableOf(this.dataSource, entity)} LIMIT 0)`;
    });
    await this.sql.run(sql`SELECT ${join(tables)}`);
  }

  private async readSettings(): Promise<void> {
    const row = await this.sql.one<{ now: unknown; isolation: string }>(sql`
      SELECT ${time(sql`clock_timestamp()`)} AS now, current_setting('default_transaction_isolation') AS isolation`);
    if (!(row?.now instanceof Date)) {
      throw new IdVerificationConfigurationError([
        'the database driver ignores the `types` of a statement, as `pg-native` does: use `pg` without it',
      ]);
    }
    this.sql.isStricter = row.isolation !== 'read committed';
    await this.sql.detectPooler();
  }
}
