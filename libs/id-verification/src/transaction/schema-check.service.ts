import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { IdVerificationStorageError } from './storage.error.js';
import { TransactionStore } from './transaction.store.js';

/** Stops the application at boot when the library's tables are not there, rather than at the first verification. */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(private readonly store: TransactionStore) {}

  async onModuleInit(): Promise<void> {
    try {
      await this.store.probe();
    } catch (error) {
      if (error instanceof IdVerificationStorageError && error.hint !== undefined) {
        throw new IdVerificationConfigurationError([error.hint]);
      }
      throw error;
    }
  }
}
