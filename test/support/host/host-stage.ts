import { CloudauthEmulator, type EmulatorOptions } from 'cloudauth-emulator';
import { Pool, type PoolClient } from 'pg';
import { ACCESS_KEY } from './library-host.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

/** A database of its own, an emulator, and the hosts between them, for the length of a spec file. */
export abstract class HostStage<OneHost extends { close(): Promise<void> }> {
  emulator!: CloudauthEmulator;
  database!: TestDatabase;
  readonly hosts: OneHost[] = [];
  private pool!: Pool;

  async open(name: string, options: Partial<EmulatorOptions> = {}): Promise<this> {
    this.database = await createTestDatabase(name);
    this.emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY], ...options });
    this.pool = new Pool({ connectionString: this.database.url, max: 5 });
    // Tests end the connections of the database, and it is dropped while idle ones are open.
    this.pool.on('error', () => undefined);
    return this;
  }

  async stopHosts(): Promise<void> {
    await Promise.all(this.hosts.splice(0).map((host) => host.close()));
  }

  async close(): Promise<void> {
    await this.stopHosts();
    await this.emulator.stop();
    await this.pool.end();
    await this.database.drop();
  }

  async query<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.pool.query(sql, [...values]);
    return rows;
  }

  /** A connection of one's own, to be released. */
  connection(): Promise<PoolClient> {
    return this.pool.connect();
  }
}
