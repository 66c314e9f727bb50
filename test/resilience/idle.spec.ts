import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChangeListenerService } from '../../libs/id-verification/dist/runtime/change-listener.service.js';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { DatabaseCable } from '../support/database/database-cable.js';
import { eventually } from '../support/runner/eventually.js';

describe('An idle process', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('idle');
  });
  afterEach(() => stage.stopHosts());
  afterAll(() => stage.close());

  /** Fails each statement with this text before it is sent. */
  function refuse({ dataSource }: Pick<VerdictHost, 'dataSource'>, text: string): void {
    const { logger } = dataSource;
    const logQuery = logger.logQuery.bind(logger);
    logger.logQuery = (query, ...rest) => {
      if (query.includes(text)) throw new Error(`${text} is refused`);
      logQuery(query, ...rest);
    };
  }

  /** Every statement of one minute, as the host's clock counts it. */
  async function statementsOfAMinute({ statements }: VerdictHost): Promise<number> {
    const end = stage.clock.monotonic() + MINUTE_MS;
    const before = statements.statements.length;
    while (stage.clock.monotonic() < end) await stage.clock.advanceToNext();
    return statements.statements.length - before;
  }

  /** The kernel's timers of the connections that listen. */
  async function timersOfListeners(dataSource: DataSource): Promise<(string | undefined)[]> {
    const rows: { port: number }[] = await dataSource.query(`SELECT client_port AS port FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
    const ports = rows.map(({ port }) => `:${port.toString(16).padStart(4, '0').toUpperCase()}`);
    const sockets = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
    return sockets
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local]) => ports.some((port) => local?.endsWith(port)))
      .map(([, , , , , timer]) => timer?.split(':')[0]);
  }

  it('sends twelve statements a minute at most while it receives notifications', async () => {
    const host = await stage.host();
    const listener = host.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    // Polls of the time before.
    await stage.clock.advance(1_000);

    expect(await statementsOfAMinute(host)).toBeLessThanOrEqual(12);
  });

  it('polls every second as soon as notifications stop arriving without an error, until they arrive again', async () => {
    const cable = await DatabaseCable.to(stage.database.url);
    const host = await stage.host({ statementTimeoutMs: 1_000 }, { databaseUrl: cable.url });
    const listener = host.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    await stage.clock.advance(1_000);

    cable.isListenSilent = true;
    // The first time it has just received its own.
    await stage.clock.advance(20_000);
    await stage.clock.advance(20_000);
    await eventually(() => listener.session === undefined);
    expect(await statementsOfAMinute(host)).toBeGreaterThanOrEqual(60);

    cable.isListenSilent = false;
    await eventually(async () => {
      await stage.clock.advance(5_000);
      return listener.session !== undefined;
    });
    await stage.stopHosts();
    await cable.cut();
  });

  it('keeps its connection that listens when the notification to itself cannot be sent', async () => {
    const host = await stage.host();
    const listener = host.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    const { session } = listener;

    refuse(host, 'pg_notify');
    // The first time it has just received its own.
    await stage.clock.advance(20_000);
    await stage.clock.advance(20_000);
    await stage.clock.advance(1_000);

    expect(listener.session).toBe(session);
  });

  it('returns no connection to the pool on which LISTEN failed', async () => {
    const host = await stage.host(
      {},
      { prepare: (app) => refuse({ dataSource: app.get(DataSource) }, 'LISTEN') },
    );
    for (let attempt = 0; attempt < 3; attempt += 1) await stage.clock.advance(5_000);

    expect(await statementsOfAMinute(host)).toBeGreaterThanOrEqual(60);

    // Every connection that the pool keeps; it closes those that LISTEN failed on.
    const pool: Pool = Object(host.dataSource.driver).master;
    const kept = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()));
    expect(kept.map((client) => client.listenerCount('notification'))).toEqual(kept.map(() => 0));
    for (const client of kept) client.release();
  });

  it.runIf(process.platform === 'linux')('sets TCP keep-alive on its connection that listens', async () => {
    const host = await stage.host();
    const listener = host.app.get(ChangeListenerService, { strict: false });
    await eventually(() => listener.session !== undefined);
    // The kernel's number of the timer for keep-alive probes; others run while bytes are on their way.
    await expect.poll(() => timersOfListeners(host.dataSource)).toContain('02');
  });

  it('polls every second, with one statement, where LISTEN is not available', async () => {
    const host = await stage.host({}, { poolSize: 2 });

    const statements = await statementsOfAMinute(host);

    expect(statements).toBeGreaterThanOrEqual(60);
    expect(statements).toBeLessThanOrEqual(64);
  });
});
