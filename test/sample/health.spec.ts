import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('Health on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it('is live and ready while the database answers', async () => {
    expect(await sample.call('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await sample.call('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { database: { status: 'up' } } },
    });
  });

  /** What a failed probe responds to anybody: nothing that depends on the cause. */
  const NOT_READY = {
    type: expect.any(String),
    title: expect.any(String),
    status: 503,
    detail: 'Try again shortly.',
    code: 'not_ready',
    instance: expect.any(String),
  };

  it('reports a missing table to callers with a key alone', async () => {
    const rename = (from: string, to: string) =>
      sample.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('id_verification_rate_limit', 'somewhere_else');
    const [probe, report] = [await sample.call('/health/ready'), await sample.get('/operations/health')];
    await rename('somewhere_else', 'id_verification_rate_limit');

    expect(problemIn(probe)).toBe('503 not_ready');
    expect(probe.body).toEqual(NOT_READY);
    expect(report.body['database']).toEqual({ status: 'down', error: '42P01' });
    expect((await sample.get('/operations/health')).body['database']).toEqual({ status: 'up' });
  });

  describe('without its database', () => {
    beforeAll(() => sample.database.drop());

    it('is live, but not ready, and says no more', async () => {
      expect((await sample.call('/health/live')).status).toBe(200);
      const probe = await sample.call('/health/ready');
      expect(problemIn(probe)).toBe('503 not_ready');
      expect(probe.body).toEqual(NOT_READY);
    });

    it('answers callers that they may come back', async () => {
      const start = await sample.post('/verifications', LEAST_BODY);

      expect(problemIn(start)).toBe('503 storage_unavailable');
      expect(start.headers.get('retry-after')).toBe('1');
      expect(problemIn(await sample.get('/verifications'))).toBe('503 storage_unavailable');
    });

    it('calls nothing at the vendor that it could not store', () => {
      expect(sample.emulator.requests()).toEqual([]);
    });
  });
});
