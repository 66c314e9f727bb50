import {
  ID_VERIFICATION_ENTITIES,
  ID_VERIFICATION_MIGRATIONS,
  migrateIdVerification,
} from 'nestjs-id-verification';
import { lastValueFrom, toArray } from 'rxjs';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PgBouncer } from '../support/database/pgbouncer.js';
import { createTestDatabase } from '../support/database/test-database.js';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { startDeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { needs } from '../support/runner/tools.js';

const VERIFICATIONS = 30;

describe('Behind PgBouncer in transaction mode', needs('pgbouncer'), () => {
  const stage = useDeliveryStage('pooler');
  let pooler: PgBouncer;
  beforeAll(async () => {
    pooler = await PgBouncer.before(inject('databaseServerUrl'));
  });
  afterAll(() => pooler.stop());

  it('many processes migrate at once, and each migration runs once', async () => {
    const database = await createTestDatabase('pooler_migrate', 'empty');
    const open = Array.from({ length: 6 }, () =>
      new DataSource({
        type: 'postgres',
        url: pooler.url(database.url),
        entities: ID_VERIFICATION_ENTITIES,
      }).initialize(),
    );

    const runs = await Promise.all(open.map(async (one) => migrateIdVerification(await one)));

    expect(runs.flat()).toEqual(ID_VERIFICATION_MIGRATIONS.map((Migration) => new Migration().name));
    await Promise.all(open.map(async (one) => (await one).destroy()));
    await database.drop();
  });

  it('two processes deliver each outcome once, with more work than the pooler has connections', async () => {
    const hosts = await Promise.all(
      ['one', 'other'].map(() =>
        startDeliveryHost(pooler.url(stage().database.url), stage().options(), {
          handlers: [handler('all', 'ledger', writesToLedger('ledger'))],
        }),
      ),
    );
    stage().hosts.push(...hosts);
    const [one = expect.fail()] = hosts;

    const ids = await Promise.all(Array.from({ length: VERIFICATIONS }, () => stage().ended(one)));

    for (const id of ids) await stage().delivered(id, 'ledger');
    for (const id of ids) expect(await stage().ledger(id)).toEqual(['ledger']);
    for (const { log } of hosts) expect(log.text).not.toMatch(/failed/);
  });

  it('a watcher gets the verdict by polls, because LISTEN receives nothing', async () => {
    const host = await startDeliveryHost(pooler.url(stage().database.url), stage().options(), {});
    stage().hosts.push(host);
    const id = await stage().pending(host);
    const statuses = lastValueFrom(host.service.watch(id).pipe(toArray()));

    await stage().end(host, id);

    expect((await statuses).map(({ status }) => status)).toEqual(['PENDING', 'PASSED']);
  });
});
