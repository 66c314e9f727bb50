import { DataSource } from 'typeorm';
import { Inject, Injectable } from '@nestjs/common';
import { OnVerificationOutcome, type VerificationOutcome } from 'nestjs-id-verification';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handler, writesToLedger, type Handle } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';

const VERIFICATIONS = 5;

/** A handler timeout that no test reaches. */
const UNMET_MS = 120_000;

/** Writes by its own connection, as an injected repository does. */
@Injectable()
class OwnRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @OnVerificationOutcome('all', { name: 'own-connection' })
  async write({ merchantBizId }: VerificationOutcome): Promise<void> {
    await this.dataSource.query('INSERT INTO ledger (handler, merchant_biz_id) VALUES ($1, $2)', [
      'own-connection',
      merchantBizId,
    ]);
  }
}

describe('Other handlers and callers, in a pool of five connections, are not delayed by a handler that', () => {
  const stage = useDeliveryStage('delivery_slow');

  let hanging: Promise<void>;
  let release: () => void;
  beforeEach(() => {
    hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  afterEach(() => release());

  const SLOW: [string, Handle][] = [
    ['hangs', () => hanging],
    ['hangs inside a long statement', (_, manager) => manager.query('SELECT pg_sleep(3600)')],
    ['fails', () => Promise.reject(new Error('fails'))],
  ];

  it.each(SLOW)('%s', async (_, handle) => {
    const host = await stage().host({
      handlers: [
        handler('all', 'slow', handle),
        handler('all', 'quick', writesToLedger('quick')),
        OwnRepository,
      ],
      options: { delivery: { timeoutMs: UNMET_MS, concurrency: 2 } },
      poolSize: 5,
    });
    const ids: string[] = [];
    for (let count = 0; count < VERIFICATIONS; count += 1) ids.push(await stage().ended(host));

    for (const id of ids) {
      await stage().delivered(id, 'quick');
      await stage().delivered(id, 'own-connection');
      expect(await stage().ledger(id)).toEqual(['own-connection', 'quick']);
    }

    release();
    await stage().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3600)'",
    );
  });

  it('hangs: pending deliveries are not limited to one batch per poll interval', async () => {
    const quick = handler('all', 'swift', writesToLedger('swift'));
    const stuck = handler('all', 'stuck', () => hanging);
    const options = { delivery: { timeoutMs: UNMET_MS, concurrency: 3 } };
    const writer = await stage().host({
      handlers: [quick, stuck],
      options: { ...options, workers: { enabled: false } },
    });
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await stage().ended(writer));

    await stage().host({
      handlers: [quick, stuck],
      options: { ...options, workers: { enabled: true, pollIntervalMs: 60_000 } },
      poolSize: 10,
    });
    for (const id of ids) await stage().delivered(id, 'swift');
    for (const id of ids) expect(await stage().ledger(id)).toEqual(['swift']);

    release();
    await stage().stopHosts();
  });

  it('times out: its connection and its slot are free while its statement would still run', async () => {
    let calls = 0;
    const hangsOnce: Handle = async (_, manager) => {
      calls += 1;
      if (calls === 1) await manager.query('SELECT pg_sleep(3600)');
    };
    const host = await stage().host({
      handlers: [handler('all', 'hanging', hangsOnce)],
      options: { delivery: { timeoutMs: 200, initialDelayMs: 10, concurrency: 1 } },
      poolSize: 3,
    });

    const id = await stage().ended(host);

    await stage().delivered(id, 'hanging');
    expect(calls).toBeGreaterThan(1);
    const sleeping = await stage().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(3600)%' AND pid <> pg_backend_pid()",
    );
    expect(sleeping).toEqual([]);
  });
});

describe('The concurrency of handlers', () => {
  const stage = useDeliveryStage('delivery_slots');

  it('is kept below half of the pool, and a warning names the option to set', async () => {
    let most = 0;
    let running = 0;
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const counting: Handle = async (_, manager) => {
      running += 1;
      most = Math.max(most, running);
      // On a slow machine, the first could end before the second is claimed.
      if (running === 2) meet();
      await met;
      await manager.query('SELECT pg_sleep(0.05)');
      running -= 1;
    };
    const host = await stage().host({
      handlers: [handler('all', 'counting', counting)],
      options: { delivery: { concurrency: 10 } },
      poolSize: 5,
    });
    const ids = await Promise.all(Array.from({ length: VERIFICATIONS }, () => stage().ended(host)));

    for (const id of ids) await stage().delivered(id, 'counting');

    expect(most).toBe(2);
    expect(host.log.text).toMatch(/delivery_concurrency_lowered from=10 to=2 poolSize=5 hint=/);
  });

  it('is the configured number where the pool is large enough', async () => {
    const host = await stage().host({
      handlers: [handler('all', 'any', () => undefined)],
      options: { delivery: { concurrency: 4 } },
      poolSize: 10,
    });
    expect(host.log.text).not.toContain('delivery_concurrency_lowered');
  });
});
