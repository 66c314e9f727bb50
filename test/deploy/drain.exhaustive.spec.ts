import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { LogRecords } from '../support/telemetry/log-records.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('A sample on %s that is asked to stop', (adapter) => {
  const log = new LogRecords();
  let sample: RunningApplication;
  let stopped: Promise<void> | undefined;
  beforeEach(async () => {
    sample = await application().on(adapter).loggingTo(log).with({ DRAIN_SECONDS: '2' }).start();
  });
  afterEach(() => stopped ?? sample.stop());

  it('is not ready at first, stays live, and serves requests until the drain time is over', async () => {
    const begin = Date.now();
    stopped = sample.stop();

    expect((await sample.call('/health/ready')).status).toBe(503);
    expect((await sample.call('/health/live')).status).toBe(200);
    expect((await sample.post('/verifications', LEAST_BODY)).status).toBe(201);

    await stopped;
    expect(Date.now() - begin).toBeGreaterThanOrEqual(2_000);
    await expect(sample.call('/health/live')).rejects.toThrow('fetch failed');
    expect(log.text).toContain('/health/ready');
    expect(log.text).not.toMatch(/"level":"(error|fatal)"/);
  });
});
