import { Logger } from '@nestjs/common';
import type { EmulatorOptions, RecordedRequest } from 'cloudauth-emulator';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, beforeAll } from 'vitest';
import type { Host } from './host-module.js';
import { HostStage } from './host-stage.js';
import { emulatorOptions, startLibraryHost, type LibraryHostSettings } from './library-host.js';

/** A row of the table of verifications, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What a refused request must not leave anywhere. */
export interface Traces {
  readonly rows: number;
  readonly calls: number;
}

/** Hosts with the library and nothing else. */
export class Stage extends HostStage<Host> {
  override async open(name: string, options: Partial<EmulatorOptions> = {}): Promise<this> {
    // Nest warns of several applications in one process, which is what a test with two hosts wants.
    Logger.overrideLogger(['error', 'fatal']);
    return super.open(`conformance_${name}`, options);
  }

  /** A Nest application with the library, on this database and this emulator. */
  async host(
    options: Partial<IdVerificationModuleOptions> = {},
    settings?: LibraryHostSettings,
  ): Promise<Host> {
    const all = { ...emulatorOptions(this.emulator.url), ...options };
    const host = await startLibraryHost(this.database.url, all, settings);
    this.hosts.push(host);
    return host;
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
  beforeAll(async () => void (await stage.open(name, options)));
  afterAll(() => stage.close());
  return stage;
}
