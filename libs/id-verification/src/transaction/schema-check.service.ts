import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { IdVerificationStorageError } from './storage.error.js';
import { Statements } from './statements.js';
import { ALL_COLUMNS } from './transaction-columns.js';

/** Stops the application at boot when the library's tables are not there, rather than at the first verification. */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(private readonly statements: Statements) {}

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
    const { transactions, handlers, deliveries, erasures, quotas } = this.statements;
    await this.statements.run({ sql: `SELECT ${ALL_COLUMNS} FROM ${transactions} AS t LIMIT 0` }, []);
    for (const table of [handlers, deliveries, erasures, quotas]) {
      await this.statements.run({ sql: `SELECT FROM ${table} LIMIT 0` }, []);
    }
  }
}
