import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { ID_VERIFICATION_DATA_SOURCE, tableOf } from './data-source.js';
import { ID_VERIFICATION_ENTITIES } from './entities.js';
import { identifier, join, sql } from './sql.js';
import { IdVerificationStorageError } from './storage.error.js';
import { SqlClient } from './sql.client.js';

/**
 * Stops the application at boot when the library's tables are not there or are those of an earlier release, rather than
 * at the first verification.
 */
@Injectable()
export class SchemaCheckService implements OnModuleInit {
  constructor(
    private readonly sql: SqlClient,
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
  ) {}

  async onModuleInit(): Promise<void> {
    try {
      await this.probe();
    } catch (error) {
      if (error instanceof IdVerificationStorageError && error.hint !== undefined) {
        throw new IdVerificationConfigurationError([error.hint]);
      }
      throw error;
    }
  }

  /** @throws IdVerificationStorageError where the database is away, or its tables are */
  async probe(): Promise<void> {
    for (const entity of ID_VERIFICATION_ENTITIES) {
      const { tableName, columns } = this.dataSource.getMetadata(entity);
      const names = join(columns.map(({ databaseName }) => identifier(databaseName)));
      await this.sql.run(sql`SELECT ${names} FROM ${tableOf(this.dataSource, tableName)} LIMIT 0`);
    }
  }
}
