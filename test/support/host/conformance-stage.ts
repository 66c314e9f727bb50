import { Logger } from '@nestjs/common';
import { CloudauthEmulator, type EmulatorOptions, type RecordedRequest } from 'cloudauth-emulator';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { Pool, type PoolClient } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import {
  ACCESS_KEY,
  emulatorOptions,
  startLibraryHost,
  type LibraryHost,
  type LibraryHostSettings,
} from './library-host.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

/** A row of the table of verifications, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What a refused request must not leave anywhere. */
export interface Traces {
  readonly rows: number;
  readonly calls: number;
}

/** A database of its own, an emulator, and the hosts between them, for the length of a spec file. */
export class Stage {
  emulator!: CloudauthEmulator;
  database!: TestDatabase;
  private pool!: Pool;
  private readonly hosts: LibraryHost[] = [];

  async open(name: string, options: Partial<EmulatorOptions>): Promise<void> {
    // Nest warns of several applications in one process, which is what a test with two hosts wants.
    Logger.overrideLogger(['error', 'fatal']);
    this.database = await createTestDatabase(`conformance_${name}`);
    this.emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY], ...options });
    this.pool = new Pool({ connectionString: this.database.url, max: 5 });
    // The database is dropped while idle connections are open.
    this.pool.on('error', () => undefined);
  }

  async close(): Promise<void> {
    await this.closeHosts();
    await this.emulator.stop();
    await this.pool.end();
    await this.database.drop();
  }

  /** A Nest application with the library, on this database and this emulator. */
  async host(
    options: Partial<IdVerificationModuleOptions> = {},
    settings?: LibraryHostSettings,
  ): Promise<LibraryHost> {
    const all = { ...emulatorOptions(this.emulator.url), ...options };
    const host = await startLibraryHost(this.database.url, all, settings);
    this.hosts.push(host);
    return host;
  }

  async closeHosts(): Promise<void> {
    await Promise.all(this.hosts.splice(0).map((host) => host.close()));
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<StoredRow[]> {
    const { rows } = await this.pool.query<StoredRow>(sql, [...values]);
    return rows;
  }

  /** A connection of one's own, to be released. */
  connection(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** Every row of one MerchantBizId, or of all. */
  rows(merchantBizId?: string): Promise<StoredRow[]> {
    return this.query('SELECT * FROM id_verification WHERE $1::text IS NULL OR merchant_biz_id = $1', [
      merchantBizId ?? null,
    ]);
  }

  /** The one row of a MerchantBizId. */
  async row(merchantBizId: string): Promise<StoredRow> {
    const [row, ...others] = await this.rows(merchantBizId);
    if (row === undefined || others.length > 0) {
      throw new Error(`${others.length + (row === undefined ? 0 : 1)} rows of ${merchantBizId}`);
    }
    return row;
  }

  /** What the emulator was asked about one MerchantBizId, oldest first. */
  callsFor(merchantBizId: string): RecordedRequest[] {
    return this.emulator
      .requests({ action: 'Initialize' })
      .filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);
  }

  async traces(): Promise<Traces> {
    return { rows: (await this.rows()).length, calls: this.emulator.requests().length };
  }

  /** Forgets every verification, here and at the emulator. */
  async clear(): Promise<void> {
    this.emulator.reset();
    await this.query('DELETE FROM id_verification');
  }
}

export const NO_TRACES: Traces = { rows: 0, calls: 0 };

/** The stage of a spec file, there before its first test and gone after its last. */
export function useStage(name: string, options: Partial<EmulatorOptions> = {}): Stage {
  const stage = new Stage();
  beforeAll(() => stage.open(name, options));
  afterAll(() => stage.close());
  return stage;
}
