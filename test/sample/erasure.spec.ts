import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

const SOON = { timeout: 60_000, interval: 50 };

describe.each(adapters())('Erasing a verification on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).receivingCallbacks().start();
  });
  afterAll(() => sample.stop());

  const erase = (id: string, query = '') => sample.send('DELETE', `/verifications/${id}${query}`);
  const startEnded = async () => {
    const started = await startVerification(sample);
    sample.emulator.finish(started.transactionId, { passed: 'Y' });
    await (await sample.follow(`/verifications/${started.merchantBizId}/events`)).rest();
    await expect.poll(() => pendingDeliveries(sample), SOON).toBe(0);
    return started;
  };

  it('returns a receipt that identifies no user, after which nothing is left', async () => {
    const { merchantBizId, transactionId } = await startEnded();

    const receipt = await erase(merchantBizId);

    expect(receipt.status).toBe(200);
    expect(receipt.headers.get('cache-control')).toBe('no-store');
    expect(receipt.body).toMatchObject({
      receiptId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestedAt: expect.any(String),
      vendorDeletesAt: expect.any(String),
    });
    expect(receipt.text).not.toContain(merchantBizId);
    expect(receipt.text).not.toContain(transactionId);
    await expect
      .poll(async () => problemIn(await sample.get(`/verifications/${merchantBizId}`)), SOON)
      .toBe('404 not_found');
    expect(sample.emulator.transaction(transactionId)?.status).toBe('deleted');
  });

  it('is listed for operators by its receipt alone', async () => {
    const { merchantBizId } = await startEnded();
    const { body: receipt } = await erase(merchantBizId);

    const list = await sample.get('/operations/erasures?limit=1');

    expect(list.status).toBe(200);
    expect(list.headers.get('cache-control')).toBe('no-store');
    expect(list.body).toEqual({ items: [receipt], nextCursor: expect.any(String) });
    expect(problemIn(await sample.get('/operations/erasures?limit=0'))).toBe('400 invalid_request');
    expect(problemIn(await sample.get('/operations/erasures?cursor=x'))).toBe('400 invalid_request');
  });

  it('returns the same receipt when it is repeated', async () => {
    const { merchantBizId } = await startEnded();
    const { body } = await erase(merchantBizId);

    const again = await erase(merchantBizId);

    expect(again.status).toBe(200);
    expect(again.body['receiptId']).toBe(body['receiptId']);
  });

  it('is refused while the verification is open', async () => {
    const { merchantBizId } = await startVerification(sample);

    expect(problemIn(await erase(merchantBizId))).toBe('409 verification_open');
    expect(problemIn(await erase(merchantBizId, '?force=false'))).toBe('409 verification_open');

    expect((await sample.get(`/verifications/${merchantBizId}`)).body).toMatchObject({ status: 'PENDING' });
  });

  it('ends a pending verification when it is forced, and its event stream reports it', async () => {
    const { merchantBizId } = await startVerification(sample);
    const stream = await sample.follow(`/verifications/${merchantBizId}/events`);
    await stream.next();

    const receipt = await erase(merchantBizId, '?force=true');

    expect(receipt.status).toBe(200);
    // It may be wiped before its reader looks.
    const rest = await stream.rest();
    expect(rest.length).toBeLessThanOrEqual(1);
    for (const { data } of rest) expect(data).toMatchObject({ status: 'EXPIRED', reason: 'erased' });
    expect((await erase(merchantBizId)).body['receiptId']).toBe(receipt.body['receiptId']);
  });

  it('is refused with a wish that it does not know', async () => {
    const response = await erase('some-id', '?force=yes');
    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body).toMatchObject({ errors: [{ field: 'force', rule: 'isIn' }] });
  });

  it.each(['never-started', 'a'.repeat(200), 'a%00b'])('answers 404 for %s', async (id) => {
    expect(problemIn(await erase(id))).toBe('404 not_found');
  });
});

/** What the application has yet to be told is not erased before. */
async function pendingDeliveries({ dataSource }: RunningApplication): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    "SELECT count(*)::int AS count FROM id_verification_delivery WHERE state = 'PENDING'",
  );
  return row?.count ?? -1;
}
