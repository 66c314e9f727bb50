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

  describe('without its database', () => {
    beforeAll(() => sample.database.drop());

    it('is live, but not ready', async () => {
      expect((await sample.call('/health/live')).status).toBe(200);
      expect(problemIn(await sample.call('/health/ready'))).toBe('503 not_ready');
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
