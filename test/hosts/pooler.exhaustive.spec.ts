import {
  ID_VERIFICATION_ENTITIES,
  ID_VERIFICATION_MIGRATIONS,
  migrateIdVerification,
} from 'nestjs-id-verification';
import { lastValueFrom, toArray } from 'rxjs';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ChangeListenerService } from '../../libs/id-verification/dist/runtime/change-listener.service.js';
import { PgBouncer } from '../support/database/pgbouncer.js';
import { createTestDatabase } from '../support/database/test-database.js';
import { handler, writesToLedger } from '../support/host/delivery-handler.js';
import { startDeliveryHost } from '../support/host/delivery-host.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { VerdictStage } from '../support/host/verdict-stage.js';
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

  it('a process polls every second for ever, because no notification arrives', async () => {
    const verdicts = await VerdictStage.open('pooler_listen');
    const { app } = await verdicts.host({}, { databaseUrl: pooler.url(verdicts.database.url) });
    const listener = app.get(ChangeListenerService, { strict: false });

    // Past the time after which a connection with LISTEN is verified.
    for (let second = 0; second < 65; second += 1) {
      await verdicts.clock.advance(1_000);
      expect(listener.session).toBeUndefined();
    }
    await verdicts.close();
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
    const log = hosts.map((host) => host.log.text).join('\n');
    expect(log).not.toMatch(/failed/);
    expect(log).toContain('preparedStatements=off');
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
