import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import type { Response } from '../support/http/http-caller.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const NEWEST_FIRST = ['v7', 'v6', 'v5', 'v4', 'v3', 'v2', 'v1'];

function ids({ body }: Response): string[] {
  const items: unknown = body['items'];
  return Array.isArray(items) ? items.map(({ merchantBizId }) => String(merchantBizId)) : [];
}

describe.each(adapters())('The list of verifications on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    for (const merchantBizId of NEWEST_FIRST.toReversed()) {
      await sample.post('/verifications', { ...LEAST_BODY, merchantBizId });
    }
  });
  afterAll(() => sample.stop());

  it('shows the newest first', async () => {
    const response = await sample.get('/verifications');

    expect(response.status).toBe(200);
    expect(ids(response)).toEqual(NEWEST_FIRST);
    expect(response.body).not.toHaveProperty('nextCursor');
  });

  it('is walked page by page to its end, and shows each once', async () => {
    const seen: string[] = [];
    let query = '?limit=3';
    do {
      const page = await sample.get(`/verifications${query}`);
      seen.push(...ids(page));
      const { nextCursor } = page.body;
      query = nextCursor === undefined ? '' : `?limit=3&cursor=${String(nextCursor)}`;
    } while (query !== '');
    expect(seen).toEqual(NEWEST_FIRST);
  });

  it.each([
    ['PENDING', NEWEST_FIRST],
    ['PASSED', []],
    ['PASSED,PENDING', NEWEST_FIRST],
  ])('can be narrowed to %s', async (status, expected) => {
    expect(ids(await sample.get(`/verifications?status=${status}`))).toEqual(expected);
  });

  it.each([
    [`merchantUserId=${LEAST_BODY.merchantUserId}`, NEWEST_FIRST],
    ['merchantUserId=another', []],
    ['reason=verified,refused', []],
    ['productCode=FACE_LIVENESS', NEWEST_FIRST],
    ['productCode=FACE_IDU', []],
    ['tenant=acme', []],
    ['transactionId=another', []],
    ['createdFrom=2020-01-01T00:00:00Z&createdBefore=2120-01-01T00:00:00Z', NEWEST_FIRST],
    ['createdFrom=2120-01-01T00:00:00Z', []],
    ['createdBefore=2020-01-01T00:00:00Z', []],
  ])('can be narrowed by ?%s', async (query, expected) => {
    expect(ids(await sample.get(`/verifications?${query}`))).toEqual(expected);
  });

  it.each([
    ['createdFrom=2026-06-01', 'createdFrom', 'isInstant'],
    ['createdBefore=2026-02-31T00:00:00Z', 'createdBefore', 'isInstant'],
    ['merchantUserId=a&merchantUserId=b', 'merchantUserId', 'isString'],
    ['limit=0', 'limit', 'matches'],
    ['limit=101', 'limit', 'matches'],
    ['limit=-1', 'limit', 'matches'],
    ['limit=1.5', 'limit', 'matches'],
    ['limit=1e1', 'limit', 'matches'],
    ['limit=', 'limit', 'matches'],
    ['limit=2&limit=3', 'limit', 'isString'],
    ['limit[]=2', 'limit[]', 'unknownField'],
    ['status=pending', 'status', 'isIn'],
    ['status=', 'status', 'isIn'],
    ['status=PENDING,', 'status', 'isIn'],
    ['reason=unknown', 'reason', 'isIn'],
    ['reason=verified,PASSED', 'reason', 'isIn'],
    ['reason=constructor', 'reason', 'isIn'],
    ['transactionId=', 'transactionId', 'isWellFormedText'],
    ['productCode=a&productCode=b', 'productCode', 'isString'],
    ['tenant=a&tenant=b', 'tenant', 'isString'],
    ['status=PENDING&status=PASSED', 'status', 'isIn'],
    ['status[a]=PENDING', 'status[a]', 'unknownField'],
    ['cursor=nonsense', 'cursor', 'cursor'],
    ['cursor=', 'cursor', 'cursor'],
    ['cursor=a&cursor=b', 'cursor', 'isString'],
    ['sort=asc', 'sort', 'unknownField'],
    ['constructor=1', 'constructor', 'unknownField'],
    ['__proto__=1', '__proto__', 'unknownField'],
  ])('refuses ?%s', async (query, field, rule) => {
    const response = await sample.get(`/verifications?${query}`);

    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body['errors']).toEqual([{ field, rule, message: expect.any(String) }]);
  });

  it('has the tenant of each verification that was initialized with the account of one', async () => {
    const setTenant = (tenant: string | null) =>
      sample.dataSource.query("UPDATE id_verification SET tenant = $1 WHERE merchant_biz_id = 'v3'", [
        tenant,
      ]);
    await setTenant('acme');
    const response = await sample.get('/verifications?tenant=acme');
    const other = await sample.get('/verifications/v4');
    await setTenant(null);

    expect(response.body['items']).toEqual([
      expect.objectContaining({ merchantBizId: 'v3', tenant: 'acme' }),
    ]);
    expect(other.body).not.toHaveProperty('tenant');
  });

  it('names the range of a limit, and the limit without one', async () => {
    const { body } = await sample.get('/verifications?limit=100000');

    expect(body['errors']).toEqual([
      expect.objectContaining({ message: 'limit must be a whole number from 1 to 100, 20 by default' }),
    ]);
  });
});
