import { newMerchantBizId, type VerificationFilter } from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatedClient, success } from '../support/vendor/gated-client.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import type { Host } from '../support/host/host-module.js';
import { emulatorOptions, HASH_KEY, startLibraryHost, UNGUARDED } from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

describe('a list of verifications', () => {
  let database: TestDatabase;
  let app: Host;
  const clock = new TestClock();
  const client = new GatedClient();
  const oldest = clock.now();

  async function start(merchantUserId: string): Promise<string> {
    const merchantBizId = newMerchantBizId();
    const starting = app.service.initialize({ ...MINIMAL_REQUEST, merchantBizId, merchantUserId });
    (await client.nextCall()).response(success(merchantBizId));
    await starting;
    return merchantBizId;
  }

  const started: string[] = [];
  beforeAll(async () => {
    database = await createTestDatabase('list');
    const newKey = { id: 'k2', secret: 'another-hash-key-of-the-tests-0123' };
    const before = await startLibraryHost(
      database.url,
      { ...emulatorOptions('http://127.0.0.1:1'), ...UNGUARDED, client },
      { clock },
    );
    app = before;
    started.push(await start('alice'), await start('bob'));
    await before.close();
    app = await startLibraryHost(
      database.url,
      { ...emulatorOptions('http://127.0.0.1:1'), ...UNGUARDED, client, hashKeys: [newKey, HASH_KEY] },
      { clock },
    );
    clock.advance(1);
    // Three in the same millisecond: they are ordered by id.
    started.push(await start('alice'), await start('bob'), await start('alice'));
    clock.advance(1_000);
    started.push(await start('bob'));
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const newestFirst = (): string[] => started.toReversed();

  it('is ordered newest first', async () => {
    const { items, nextCursor } = await app.service.list();

    expect(items.map(({ merchantBizId }) => merchantBizId)).toEqual(newestFirst());
    expect(nextCursor).toBeUndefined();
  });

  it.each([1, 2, 3, 5, 6])('is complete and without duplicates in pages of %i', async (limit) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await app.service.list({ limit, cursor });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ merchantBizId }) => merchantBizId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(seen).toEqual(newestFirst());
  });

  it('finds a user by the plain id, also rows stored under an older key', async () => {
    const { items } = await app.service.list({ merchantUserId: 'alice' });

    expect(items.map(({ merchantBizId }) => merchantBizId)).toEqual([started[4], started[2], started[0]]);
  });

  it('can be filtered by status and time', async () => {
    expect((await app.service.list({ statuses: ['PENDING', 'PENDING'] })).items).toHaveLength(6);
    expect((await app.service.list({ statuses: ['PASSED', 'REJECTED'] })).items).toEqual([]);
    expect((await app.service.list({ createdFrom: new Date(oldest.getTime() + 2) })).items).toHaveLength(1);
    expect((await app.service.list({ createdBefore: new Date(oldest.getTime() + 1) })).items).toHaveLength(2);
  });

  it.each([
    ['statuses', { statuses: ['DONE' as never] }],
    ['statuses', { statuses: [] }],
    ['statuses', { statuses: 'PASSED' as never }],
    ['reasons', { reasons: ['PASSED' as never] }],
    ['reasons', { reasons: [] }],
    ['transactionId', { transactionId: '' }],
    ['productCode', { productCode: 'a\0' }],
    ['tenant', { tenant: '' }],
    ['merchantUserId', { merchantUserId: '' }],
    ['merchantUserId', { merchantUserId: 'a\0' }],
    ['createdFrom', { createdFrom: new Date(Number.NaN) }],
    ['createdBefore', { createdBefore: '2026-01-01' as never }],
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['limit', { limit: 1.5 }],
    ['cursor', { cursor: 'x' }],
    ['cursor', { cursor: 7 as never }],
  ])('rejects an invalid %s by name', async (field, filter) => {
    await expect(app.service.list(filter)).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ field }],
    });
  });

  it('names the range of a limit, and the limit without one', async () => {
    await expect(app.service.list({ limit: 101 })).rejects.toMatchObject({
      errors: [{ message: 'limit must be a whole number from 1 to 100, 20 by default' }],
    });
  });

  it('is one order over several statuses and reasons, page by page', async () => {
    const canceled = [started[4] ?? '', started[1] ?? ''];
    for (const id of canceled) await app.service.cancel(id);

    const ids = async (filter: VerificationFilter): Promise<string[]> => {
      const { items, nextCursor } = await app.service.list(filter);
      const rest = nextCursor === undefined ? [] : await ids({ ...filter, cursor: nextCursor });
      return [...items.map(({ merchantBizId }) => merchantBizId), ...rest];
    };

    expect(await ids({ statuses: ['PENDING', 'EXPIRED'], limit: 2 })).toEqual(newestFirst());
    expect(await ids({ reasons: ['canceled', 'not_finished', 'verified'], limit: 1 })).toEqual(canceled);
    expect(await ids({ reasons: ['canceled'], merchantUserId: 'bob' })).toEqual([canceled[1]]);
    expect(await ids({ reasons: ['canceled'], statuses: ['PASSED'] })).toEqual([]);
  });

  it('finds a verification by its TransactionId, and those of a product', async () => {
    const { merchantBizId, transactionId } = await app.service.get(started[3] ?? '');

    expect((await app.service.list({ transactionId })).items).toMatchObject([{ merchantBizId }]);
    expect((await app.service.list({ productCode: 'FACE_LIVENESS' })).items).toHaveLength(6);
    expect((await app.service.list({ productCode: 'FACE_IDU' })).items).toEqual([]);
  });

  it.each(['unknown', '', 'a-b', 'a\0b', '\ud800', 'x'.repeat(33)])(
    'contains no verification %j',
    async (id) => {
      await expect(app.service.get(id)).rejects.toMatchObject({ code: 'not_found', httpStatus: 404 });
    },
  );
});
