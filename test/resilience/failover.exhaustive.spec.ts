import { startEmbeddedPostgres, type EmbeddedPostgres } from '@id-verification/embedded-postgres';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationError,
  IdVerificationHealthIndicator,
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileHost, migratedDataSource } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions } from '../support/host/library-host.js';
import { eventually } from '../support/runner/eventually.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const USERS = 8;
/** How many verifications begin before, and after, the failover. */
const SOME = 60;
const APPLICATION = 'failing-over';
/** `ready` follows the server within this time. */
const FOLLOWS_MS = 2_000;

@Injectable()
class Outcomes {
  @OnVerificationOutcome('all', { name: 'note' })
  async note({ merchantBizId, outcome }: VerificationOutcome, manager: EntityManager): Promise<void> {
    await manager.query('INSERT INTO noted VALUES ($1, $2)', [merchantBizId, outcome]);
  }
}

/** Users who verify one after the other, and repeat what fails. */
class Load {
  readonly expected = new Map<string, 'PASSED' | 'FAILED'>();
  readonly failures = new Map<string, number>();
  private isOver = false;
  private readonly users: Promise<unknown>;

  constructor(
    private readonly service: IdVerificationService,
    private readonly emulator: CloudauthEmulator,
  ) {
    this.users = Promise.all(Array.from({ length: USERS }, () => this.user()));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.users;
  }

  private async user(): Promise<void> {
    while (!this.isOver) {
      const merchantBizId = newMerchantBizId();
      const initialize = () => this.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
      // The vendor may have another transaction, of an initialize whose result could not be stored.
      let transactionId = '';
      await eventually(async () => {
        transactionId = (await this.attempt(initialize))?.transactionId ?? '';
        return transactionId !== '';
      });
      const passed = this.expected.size % 2 === 0 ? 'Y' : 'N';
      this.emulator.finish(transactionId, { passed, callback: { mode: 'lost' } });
      this.expected.set(merchantBizId, passed === 'Y' ? 'PASSED' : 'FAILED');
      // Of two checks within two seconds the second one calls no vendor.
      await eventually(async () => {
        const checked = await this.attempt(() => this.service.check(merchantBizId));
        return checked !== undefined && checked.status !== 'PENDING';
      });
    }
  }

  /** Undefined after a failure that a caller may repeat. */
  private async attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IdVerificationError) || !error.retryable) throw error;
      const sqlState = 'sqlState' in error ? String(error.sqlState) : error.code;
      this.failures.set(sqlState, (this.failures.get(sqlState) ?? 0) + 1);
      return undefined;
    }
  }
}

describe('While the database fails over to a read-only server and back', () => {
  let server: EmbeddedPostgres;
  let admin: Client;
  let emulator: CloudauthEmulator;
  let host: TestingModule;
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ ephemeral: true, database: 'failover' });
    admin = new Client({ connectionString: server.url });
    await admin.connect();
    await admin.query('CREATE TABLE noted (merchant_biz_id text, outcome text)');
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    host = await compileHost(
      `${server.url}?application_name=${APPLICATION}`,
      { ...emulatorOptions(emulator.url), workers: { enabled: true, pollIntervalMs: 100 } },
      { poolSize: 10, dataSource: migratedDataSource, also: { providers: [Outcomes] } },
    );
    await host.init();
  });
  afterAll(async () => {
    await host.close();
    await emulator.stop();
    await admin.end();
    await server.stop();
  });

  const isReady = async () => {
    const { database } = await host.get(IdVerificationHealthIndicator).isReady('database');
    return database?.status === 'up';
  };

  async function failOver(mode: 'on' | 'off'): Promise<void> {
    await admin.query(`ALTER SYSTEM SET default_transaction_read_only = ${mode}`);
    await admin.query('SELECT pg_reload_conf()');
    const startedAt = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedAt);
    await eventually(async () => {
      // By the begin of the probe: how long it takes depends on the machine.
      const beginsAtMs = elapsedMs();
      if ((await isReady()) === (mode === 'off')) return true;
      expect(beginsAtMs).toBeLessThan(FOLLOWS_MS);
      return false;
    });
    process.stdout.write(`ready follows after ${elapsedMs()} ms\n`);
  }

  /** The server processes of the host's connections, apart from the one that only listens. */
  async function backends(): Promise<number[]> {
    const { rows } = await admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND query NOT LIKE 'LISTEN%'",
      [APPLICATION],
    );
    return rows.map(({ pid }) => pid);
  }

  it('ready follows, no verification is lost, and no connection of before is used again', async () => {
    const load = new Load(host.get(IdVerificationService), emulator);
    await eventually(() => load.expected.size >= SOME);
    const before = await backends();

    await failOver('on');
    await eventually(() => (load.failures.get('25006') ?? 0) > USERS);
    expect(await isReady()).toBe(false);
    await failOver('off');

    const again = load.expected.size + SOME;
    await eventually(() => load.expected.size >= again);
    await eventually(async () => (await backends()).every((pid) => !before.includes(pid)));
    await load.stop();
    process.stdout.write(
      `${load.expected.size} verifications, failures ${JSON.stringify([...load.failures])}\n`,
    );
    const noted = async () => (await admin.query('SELECT merchant_biz_id, upper(outcome) FROM noted')).rows;
    await eventually(async () => (await noted()).length >= load.expected.size);
    const outcomes = (await noted()).map((row: object) => Object.values(row).join());
    expect(outcomes.toSorted()).toEqual([...load.expected].map((pair) => pair.join()).toSorted());
  });
});
