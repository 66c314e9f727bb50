import { CloudauthEmulator } from 'cloudauth-emulator';
import { newMerchantBizId, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../support/runner/code-of.js';
import { eventually } from '../support/runner/eventually.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { Host } from '../support/host/host-module.js';
import { ACCESS_KEY, emulatorOptions, HASH_KEY, startLibraryHost } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const HOUR_MS = 3_600_000;

const NEWER_KEY = { id: 'k2', secret: 'newer-key-of-the-tests-9876543210' };

describe('The limit of attempts of one user', () => {
  let emulator: CloudauthEmulator;
  let database: TestDatabase;
  const clock = new TestClock();
  const hosts: Host[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('attempts');
    emulator = await CloudauthEmulator.start({
      accessKeys: [ACCESS_KEY],
      now: () => clock.now().getTime(),
    });
  });
  afterEach(async () => {
    emulator.clearFaults();
    for (const host of hosts.splice(0)) await host.close();
  });
  afterAll(async () => {
    await emulator.stop();
    await database.drop();
  });

  async function host(options: Partial<IdVerificationModuleOptions> = {}): Promise<Host> {
    const limit = { maxAttemptsPerUser: { count: 3, windowMs: HOUR_MS } };
    const all = { ...emulatorOptions(emulator.url), ...limit, ...options };
    const started = await startLibraryHost(database.url, all, { clock });
    hosts.push(started);
    return started;
  }

  const requestOf = (merchantUserId: string) => ({
    ...MINIMAL_REQUEST,
    merchantUserId,
    merchantBizId: newMerchantBizId(),
  });

  const initialized = () => emulator.requests({ action: 'Initialize' }).length;

  it('lets exactly `count` of 20 concurrent requests through in two processes, and the others call no vendor', async () => {
    const two = [await host(), await host()];
    const before = initialized();

    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        two[index % 2]!.service.initialize(requestOf('racing')).then(() => 'initialized', codeOf),
      ),
    );

    expect(codes.filter((code) => code === 'initialized')).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set(['initialized', 'too_many_attempts']));
    expect(initialized() - before).toBe(3);
  });

  it('names the time until the next attempt, at which it succeeds', async () => {
    const { service } = await host();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await service.initialize(requestOf('waiting'));
      clock.advance(60_000);
    }
    const refused = service.initialize(requestOf('waiting'));
    await expect(refused).rejects.toMatchObject({
      code: 'too_many_attempts',
      httpStatus: 429,
      retryAfterMs: HOUR_MS - 3 * 60_000,
    });

    clock.advance(HOUR_MS - 3 * 60_000);

    await service.initialize(requestOf('waiting'));
    await expect(service.initialize(requestOf('another'))).resolves.toBeDefined();
  });

  it('replays a stored response, and does not count a verification that the vendor refused', async () => {
    const { service } = await host();
    const [first, ...others] = Array.from({ length: 3 }, () => requestOf('replaying'));
    for (const request of [first!, ...others]) await service.initialize(request);

    expect(await service.initialize(first!)).toMatchObject({ replayed: true });

    emulator.inject({ kind: 'vendorCode', code: 'InvalidParameter', action: 'Initialize', times: 3 });
    const refused = Array.from({ length: 3 }, () => requestOf('refused'));
    for (const request of refused) {
      expect(await service.initialize(request).catch(codeOf)).toBe('parameters_refused');
    }
    for (const request of refused) await service.initialize(request);
    expect(await service.initialize(requestOf('refused')).catch(codeOf)).toBe('too_many_attempts');
  });

  it('refuses to initialize a rejected verification anew where the window is full', async () => {
    const { service } = await host();
    emulator.inject({ kind: 'vendorCode', code: 'InvalidParameter', action: 'Initialize' });
    const rejected = requestOf('again');
    await service.initialize(rejected).catch(codeOf);
    for (let attempt = 0; attempt < 3; attempt += 1) await service.initialize(requestOf('again'));

    expect(await service.initialize(rejected).catch(codeOf)).toBe('too_many_attempts');
    expect(await service.get(rejected.merchantBizId)).toMatchObject({ status: 'REJECTED' });
  });

  it('counts a user under every key of the ring, and lists and counts the attempts by the plain id', async () => {
    const [before, after] = [await host(), await host({ hashKeys: [NEWER_KEY, HASH_KEY] })];
    const from = clock.now();
    for (const { service } of [before, after, after]) await service.initialize(requestOf('rotated'));

    expect(await after.service.initialize(requestOf('rotated')).catch(codeOf)).toBe('too_many_attempts');
    const merchantUserId = 'rotated';
    expect((await after.service.list({ merchantUserId })).items).toHaveLength(3);
    clock.advance(1);
    expect(await after.service.statistics({ from, before: clock.now(), merchantUserId })).toMatchObject({
      total: 3,
      byStatus: { PENDING: 3 },
    });
    expect(
      await after.service.statistics({ from, before: clock.now(), merchantUserId: 'none' }),
    ).toMatchObject({ total: 0 });
  });

  it('lets one of two concurrent requests through while keys are rotated process by process', async () => {
    const limit = { maxAttemptsPerUser: { count: 1, windowMs: HOUR_MS } };
    const rotated = await host({ ...limit, hashKeys: [NEWER_KEY, HASH_KEY] });
    const two = [await host(limit), rotated];
    const { dataSource } = rotated;
    // Both wait in or before the statement that counts and inserts.
    await dataSource.query(`
      CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END $$;
      CREATE TRIGGER wait BEFORE INSERT ON id_verification FOR EACH ROW EXECUTE FUNCTION wait()`);
    const holder = dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT pg_advisory_xact_lock(42)');
    const initializations = two.map(({ service }) =>
      service.initialize(requestOf('rolling')).then(() => 'initialized', codeOf),
    );
    await eventually(async () => {
      const waiting: unknown[] = await dataSource.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      return waiting.length === 2;
    });

    await holder.rollbackTransaction();
    const codes = await Promise.all(initializations);
    await holder.release();
    await dataSource.query('DROP FUNCTION wait CASCADE');

    expect(codes.toSorted()).toEqual(['initialized', 'too_many_attempts']);
  });
});

describe('The metadata of a verification', () => {
  let emulator: CloudauthEmulator;
  let database: TestDatabase;
  let host: Host;
  beforeAll(async () => {
    database = await createTestDatabase('metadata');
    emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    host = await startLibraryHost(database.url, emulatorOptions(emulator.url));
  });
  afterAll(async () => {
    await host.close();
    await emulator.stop();
    await database.drop();
  });

  it('is replaced after initialize, and the first request is still replayed', async () => {
    const request = { ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() };
    const metadata = { orderId: '1' };
    await host.service.initialize(request, { metadata });

    const updated = await host.service.updateMetadata(request.merchantBizId, { caseId: '2' });

    expect(updated.metadata).toEqual({ caseId: '2' });
    expect(await host.service.get(request.merchantBizId)).toMatchObject({ metadata: { caseId: '2' } });
    expect(await host.service.initialize(request, { metadata })).toMatchObject({ replayed: true });
  });

  it('is checked before it is replaced, and refused for an unknown verification', async () => {
    const { service } = host;

    expect(await service.updateMetadata('unknown', {}).catch(codeOf)).toBe('not_found');
    expect(await service.updateMetadata('unknown', undefined as never).catch(codeOf)).toBe('invalid_request');
    expect(await service.updateMetadata('unknown', { 'no name': 'x' }).catch(codeOf)).toBe('invalid_request');
  });
});
