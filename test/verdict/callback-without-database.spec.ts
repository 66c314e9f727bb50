import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseCable } from '../support/database/database-cable.js';
import { callbackUrlOf } from '../support/host/verdict-callback.js';
import { get, rawCalls } from '../support/http/raw-calls.js';
import { adapters } from '../support/runner/suite.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { CALLBACK_PATH, MINUTE_MS, VerdictStage, type Started } from '../support/host/verdict-stage.js';

describe.each(adapters())('a callback while the database is unavailable, on %s', (on) => {
  let stage: VerdictStage;
  let cable: DatabaseCable;
  let host: VerdictHost;
  let one: Started;

  beforeAll(async () => {
    stage = await VerdictStage.open('callback_without_database');
    cable = await DatabaseCable.to(stage.database.url);
    host = await stage.host({}, { on, databaseUrl: cable.url });
    one = await stage.start(host);
    stage.emulator.finish(one.transactionId, { passed: 'Y' });
  });
  afterAll(async () => {
    await stage.close();
    await cable.cut();
  });

  it('gets the usual response, stays buffered, and leads to the verdict once the database is available', async () => {
    const usual = await rawCalls(host.origin, [get(CALLBACK_PATH)]);

    await cable.cut();
    const responses = await rawCalls(host.origin, [
      get(CALLBACK_PATH + callbackUrlOf(one, 'Y')),
      get(`${CALLBACK_PATH}?callbackToken=forged`),
    ]);
    await stage.clock.advance(1_000);
    await expect(stage.state(host, one)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(responses).toEqual([...usual, ...usual]);

    await cable.fix();
    await stage.clock.advance(1_000);
    expect(await stage.state(host, one)).toMatchObject({ status: 'PASSED' });
    expect(stage.asked(one)).toBe(1);
  });

  it('may be lost with the process, and a poll still finds the verdict', async () => {
    const another = await stage.start(host);
    stage.emulator.finish(another.transactionId, { passed: 'N' });
    await cable.cut();
    await stage.call(host, callbackUrlOf(another, 'N'));
    await stage.stopHosts();

    await cable.fix();
    host = await stage.host({}, { on, databaseUrl: cable.url });
    await stage.clock.advance(2 * MINUTE_MS);

    expect(await stage.state(host, another)).toMatchObject({ status: 'FAILED' });
  });
});
