import type { EmulatorOptions } from 'cloudauth-emulator';
import {
  newMerchantBizId,
  type IdVerificationModuleOptions,
  type Verification,
} from 'nestjs-id-verification';
import { expect } from 'vitest';
import { freePort } from '../http/free-port.js';
import { MINIMAL_REQUEST } from '../vendor/initialize-parameter-cases.js';
import { HostStage } from './host-stage.js';
import { emulatorOptions, NO_RATE_LIMIT } from './library-host.js';
import { VerdictClock } from '../clock/verdict-clock.js';
import { startVerdictHost, type HostSettings, type VerdictHost } from './verdict-host.js';
import { LevelledLog } from './verdict-log.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const CALLBACK_PATH = '/id-verification/callback';
export const CALLBACK_KEY = { id: 'c1', secret: 'callback-key-of-the-tests-01234567' };

/** A verification that a user may now go through. */
export interface Started {
  readonly merchantBizId: string;
  readonly transactionId: string;
  /** What the vendor was given to send back. */
  readonly callbackToken: string;
}

/** Hosts on one clock, which lead verifications to their verdicts. */
export class VerdictStage extends HostStage<VerdictHost> {
  readonly clock = new VerdictClock();
  readonly log = new LevelledLog();
  /** Where the emulator's callbacks go: the port of the host that receives them. */
  callbackPort = 0;

  static open(name: string, settings?: Partial<EmulatorOptions>): Promise<VerdictStage> {
    return new VerdictStage().open(name, settings);
  }

  override async open(name: string, settings: Partial<EmulatorOptions> = {}): Promise<this> {
    this.callbackPort = await freePort();
    return super.open(name, {
      now: () => this.clock.databaseNow().getTime(),
      forwardTo: `http://127.0.0.1:${this.callbackPort}`,
      callbackMode: { mode: 'lost' },
      ...settings,
    });
  }

  get options(): IdVerificationModuleOptions {
    return {
      ...emulatorOptions(this.emulator.url),
      ...NO_RATE_LIMIT,
      workers: { enabled: true },
      callback: { url: `https://callback.test${CALLBACK_PATH}`, keys: [CALLBACK_KEY] },
    };
  }

  /** A host with options and settings in place of the usual ones. */
  async host(
    options: Partial<IdVerificationModuleOptions> = {},
    settings: HostSettings & { readonly databaseUrl?: string } = {},
  ): Promise<VerdictHost> {
    const place = {
      databaseUrl: settings.databaseUrl ?? this.database.url,
      clock: this.clock,
      log: this.log,
    };
    const host = await startVerdictHost(place, { ...this.options, ...options }, settings);
    this.hosts.push(host);
    return host;
  }

  async start(
    { service }: Pick<VerdictHost, 'service'>,
    others: { readonly docVideo?: 'Y' | 'N' } = {},
  ): Promise<Started> {
    const merchantBizId = newMerchantBizId();
    const { transactionId } = await service.initialize({ ...MINIMAL_REQUEST, ...others, merchantBizId });
    const sent = this.emulator
      .requests({ action: 'Initialize' })
      .find(({ parameters }) => parameters['MerchantBizId'] === merchantBizId);
    return { merchantBizId, transactionId, callbackToken: sent?.parameters['CallbackToken'] ?? '' };
  }

  /** When a row wants attention next, and how often it was tried in vain. */
  async schedule({ merchantBizId }: Pick<Started, 'merchantBizId'>): Promise<unknown> {
    const [row] = await this.query(
      'SELECT next_check_at, attempts FROM id_verification WHERE merchant_biz_id = $1',
      [merchantBizId],
    );
    return row;
  }

  /** How often the vendor was asked about a verification. */
  asked({ merchantBizId }: Pick<Started, 'merchantBizId'>): number {
    return this.emulator
      .requests({ action: 'CheckResult' })
      .filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId).length;
  }

  /** Reports to a host as the vendor does, with a query of the test's own. */
  async call({ origin }: Pick<VerdictHost, 'origin'>, query: string): Promise<Response> {
    const response = await fetch(`${origin}${CALLBACK_PATH}${query}`);
    await this.clock.idle();
    return response;
  }

  async state({ service }: VerdictHost, { merchantBizId }: Started): Promise<Verification> {
    return service.get(merchantBizId);
  }

  /** Stops the hosts of one test and forgets its verifications. */
  async clear(): Promise<void> {
    await this.stopHosts();
    this.log.lines.length = 0;
    await this.query(`DELETE FROM id_verification; DELETE FROM id_verification_event;
      DELETE FROM id_verification_roll_up; DELETE FROM id_verification_roll_up_change`);
  }
}

/** A verification's row, column by column. */
export async function rowOf(
  { dataSource }: Pick<VerdictHost, 'dataSource'>,
  { merchantBizId }: Pick<Started, 'merchantBizId'>,
): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown>[] = await dataSource.query(
    'SELECT * FROM id_verification WHERE merchant_biz_id = $1',
    [merchantBizId],
  );
  expect(rows).toHaveLength(1);
  return rows[0] ?? {};
}
