import { newMerchantBizId, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  startDeliveryHost,
  DELAY_MS,
  type DeliveryHost,
  type DeliveryHostSettings,
} from './delivery-host.js';
import { HostStage } from './host-stage.js';
import { eventually } from '../runner/eventually.js';
import { MINIMAL_REQUEST } from '../vendor/initialize-parameter-cases.js';
import { ACCESS_KEY, emulatorOptions, OTHER_ACCOUNT, NO_RATE_LIMIT } from './library-host.js';

/** A delivery as it is stored. */
export interface DeliveryRow {
  readonly handler: string;
  readonly state: 'PENDING' | 'DELIVERED' | 'DEAD_LETTERED';
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_attempt_at: Date;
}

/** Hosts with outcome handlers, on a database with the host's own table `ledger`. */
export class DeliveryStage extends HostStage<DeliveryHost> {
  static open(name: string): Promise<DeliveryStage> {
    return new DeliveryStage().open(name);
  }

  override async open(name: string): Promise<this> {
    await super.open(name, { port: 0, accessKeys: [ACCESS_KEY, OTHER_ACCOUNT] });
    await this.query('CREATE TABLE ledger (handler text NOT NULL, merchant_biz_id text NOT NULL)');
    return this;
  }

  /** A process that starts verifications, and delivers what its own handlers are to be told. */
  async host(settings: DeliveryHostSettings = {}): Promise<DeliveryHost> {
    const host = await startDeliveryHost(this.database.url, this.options(settings.options), settings);
    this.hosts.push(host);
    return host;
  }

  options(others: Partial<IdVerificationModuleOptions> = {}): IdVerificationModuleOptions {
    return {
      ...emulatorOptions(this.emulator.url),
      ...NO_RATE_LIMIT,
      workers: { enabled: true, pollIntervalMs: DELAY_MS },
      ...others,
    };
  }

  /** Starts a verification that waits for its person. */
  async pending(
    host: DeliveryHost,
    metadata: Readonly<Record<string, string>> = {},
    retentionDays?: number,
  ): Promise<string> {
    const merchantBizId = newMerchantBizId();
    const extras = { metadata, ...(retentionDays !== undefined && { retentionDays }) };
    await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId }, extras);
    return merchantBizId;
  }

  /** Starts a verification that the vendor refuses. */
  async refused(host: DeliveryHost): Promise<string> {
    const merchantBizId = newMerchantBizId();
    const start = host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
    await start.then(
      () => Promise.reject(new Error('the vendor accepted it')),
      () => undefined,
    );
    return merchantBizId;
  }

  /** Starts a verification and leads it to its verdict. */
  async ended(host: DeliveryHost, passed: 'Y' | 'N' = 'Y'): Promise<string> {
    const merchantBizId = await this.pending(host);
    await this.end(host, merchantBizId, passed);
    return merchantBizId;
  }

  /** The user finishes, and the host asks the vendor. */
  async end(host: DeliveryHost, merchantBizId: string, passed: 'Y' | 'N' = 'Y'): Promise<void> {
    const [transaction] = this.emulator.transactions({ merchantBizId });
    if (transaction === undefined) throw new Error('the vendor has no such verification');
    this.emulator.finish(transaction.transactionId, { passed });
    await host.service.check(merchantBizId);
  }

  deliveries(merchantBizId: string): Promise<DeliveryRow[]> {
    return this.query<DeliveryRow>(
      `SELECT d.* FROM id_verification_delivery AS d
        JOIN id_verification AS t ON t.id = d.verification_id
        WHERE t.merchant_biz_id = $1 ORDER BY d.handler`,
      [merchantBizId],
    );
  }

  async delivery(merchantBizId: string, handler: string): Promise<DeliveryRow | undefined> {
    return (await this.deliveries(merchantBizId)).find((row) => row.handler === handler);
  }

  /** What the handlers wrote about a verification, by name. */
  async ledger(merchantBizId: string): Promise<string[]> {
    const rows = await this.query<{ handler: string }>(
      'SELECT handler FROM ledger WHERE merchant_biz_id = $1 ORDER BY handler',
      [merchantBizId],
    );
    return rows.map(({ handler }) => handler);
  }

  /** Resolves when the delivery stands like that. */
  async delivered(
    merchantBizId: string,
    handler: string,
    expected: Partial<DeliveryRow> = { state: 'DELIVERED' },
  ): Promise<void> {
    await eventually(async () => {
      const row = await this.delivery(merchantBizId, handler);
      return (
        row !== undefined &&
        (expected.state === undefined || row.state === expected.state) &&
        (expected.attempts === undefined || row.attempts === expected.attempts) &&
        (expected.last_error === undefined || row.last_error === expected.last_error)
      );
    });
  }
}

/** The stage of a spec file; each test has its own hosts and finds its tables empty. */
export function useDeliveryStage(name: string): () => DeliveryStage {
  let stage: DeliveryStage;
  beforeAll(async () => {
    stage = await DeliveryStage.open(name);
  });
  afterEach(async () => {
    await stage.stopHosts();
    stage.emulator.clearFaults();
    await stage.query(`DO $$ BEGIN
      IF to_regclass('id_verification_handler') IS NOT NULL THEN
        -- TRUNCATE makes new files, which takes longer than these few rows.
        DELETE FROM id_verification;
        DELETE FROM id_verification_event;
        DELETE FROM id_verification_erasure;
        DELETE FROM id_verification_handler;
        DELETE FROM id_verification_roll_up;
        DELETE FROM id_verification_roll_up_change;
        DELETE FROM ledger;
      END IF;
    END $$`);
  });
  afterAll(() => stage.close());
  return () => stage;
}
