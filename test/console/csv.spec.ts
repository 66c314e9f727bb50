import { Test } from '@nestjs/testing';
import { IdVerificationService } from 'nestjs-id-verification';
import { IdVerificationTestingModule, TestClock } from 'nestjs-id-verification/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verificationsCsv } from '../../libs/id-verification-console/dist/operations/verifications-csv.js';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

const HEADER =
  'merchantBizId,transactionId,tenant,productCode,status,subCode,reason,dropOffReason,dropOffPage,livemode,createdAt,expiresAt,completedAt';

describe('An export of 250 verifications', () => {
  async function service(): Promise<IdVerificationService> {
    const clock = new TestClock();
    const imports = [IdVerificationTestingModule.forRoot({ clock })];
    const module = await Test.createTestingModule({ imports }).compile();
    const verifications = module.get(IdVerificationService);
    for (let index = 0; index < 250; index += 1) {
      clock.advance(1);
      await verifications.initialize({ ...MINIMAL_REQUEST, merchantBizId: `v${index}` });
    }
    return verifications;
  }

  it('has each once, newest first, read page by page', async () => {
    const verifications = await service();
    const list = vi.spyOn(verifications, 'list');

    const chunks: string[] = await (await verificationsCsv(verifications, {})).toArray();

    const lines = chunks.join('').split('\r\n');
    expect(lines[0]).toBe(HEADER);
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(
      Array.from({ length: 250 }, (_, index) => `v${249 - index}`),
    );
    expect(lines.at(-1)).toBe('');
    expect(list).toHaveBeenCalledTimes(3);
  });

  it('reads no further page once the client has left', async () => {
    const verifications = await service();
    const list = vi.spyOn(verifications, 'list');
    const stream = await verificationsCsv(verifications, {});
    await stream[Symbol.asyncIterator]().next();

    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;

    expect(list.mock.calls.length).toBeLessThan(3);
  });

  it('breaks where a later page fails, so that it does not look complete', async () => {
    const verifications = await service();
    const { list } = verifications;
    vi.spyOn(verifications, 'list').mockImplementation((filter = {}) =>
      filter.cursor === undefined
        ? list.call(verifications, filter)
        : list.call(verifications, { ...filter, cursor: 'broken' }),
    );

    const stream = await verificationsCsv(verifications, {});

    await expect(stream.toArray()).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe.each(adapters())('The export of the console on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    for (const merchantBizId of ['v1', 'v2']) {
      await sample.post('/verifications', { ...LEAST_BODY, merchantBizId });
    }
    await sample.send('POST', '/verifications/v1/cancel');
    await sample.dataSource.query("UPDATE id_verification SET tenant = 'acme'");
  });
  afterAll(() => sample.stop());

  it('is a file of the verifications that the filter selects', async () => {
    const response = await sample.get('/operations/verifications.csv?reason=canceled,verified');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="verifications.csv"');
    const [header, row = '', end] = response.text.split('\r\n');
    expect([header, end]).toEqual([HEADER, '']);
    expect(row).toMatch(
      /^v1,[^,]+,acme,FACE_LIVENESS,EXPIRED,,canceled,,,false,\d{4}-[^,]+Z,\d{4}-[^,]+Z,\d{4}-[^,]+Z$/,
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('escapes the formula %j', async (formula) => {
    await sample.dataSource.query("UPDATE id_verification SET sub_code = $1 WHERE merchant_biz_id = 'v2'", [
      formula,
    ]);

    const { text } = await sample.get('/operations/verifications.csv?status=PENDING');

    expect(text).toMatch(/,PENDING,"?'/);
  });

  it('is aborted where a later page fails, so that it does not look complete', async () => {
    const list = vi.spyOn(sample.nest.get(IdVerificationService), 'list');
    list
      .mockResolvedValueOnce({ items: [], nextCursor: 'later' })
      .mockRejectedValueOnce(new Error('the database is away'));

    await expect(sample.get('/operations/verifications.csv')).rejects.toThrow('terminated');

    expect(list).toHaveBeenCalledTimes(2);
    list.mockRestore();
  });

  it.each(['limit=5', 'cursor=x', 'reason=unknown', 'status='])('is refused with ?%s', async (query) => {
    const response = await sample.get(`/operations/verifications.csv?${query}`);

    expect(problemIn(response)).toBe('400 invalid_request');
  });
});
