import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { samplesIn } from '../support/telemetry/prometheus-text.js';
import { startVerification } from '../support/host/start-verification.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('/metrics on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  /** The number of requests with this response in this process so far. */
  async function requests(route: string | undefined, status: string): Promise<number> {
    const { text } = await sample.call('/metrics');
    return samplesIn(text)
      .filter(({ name }) => name === 'http_server_request_duration_count')
      .filter(
        ({ labels }) => labels['http_route'] === route && labels['http_response_status_code'] === status,
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  it('is Prometheus text without authentication, and forbids caching', async () => {
    const { status, headers, text } = await sample.call('/metrics');

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(samplesIn(text)).toContainEqual({
      name: 'id_verification_database_up',
      labels: { id_verification_instance: 'default' },
      value: 1,
    });
  });

  it('contains process, event loop, garbage collection and open resources by OpenTelemetry’s names', async () => {
    const RUNTIME = [
      'process_cpu_time_total',
      'process_memory_usage',
      'nodejs_eventloop_delay_p99',
      'nodejs_eventloop_utilization',
      'v8js_gc_duration_count',
      'v8js_memory_heap_used',
      'v8js_resource_active',
    ];

    await expect
      .poll(async () => samplesIn((await sample.call('/metrics')).text).map(({ name }) => name))
      .toEqual(expect.arrayContaining(RUNTIME));
  });

  it('times requests by the template of their route and not by the ids in it', async () => {
    const route = '/verifications/:merchantBizId';
    const before = await requests(route, '200');
    const { merchantBizId } = await startVerification(sample);
    await sample.get(`/verifications/${merchantBizId}`);

    await expect.poll(() => requests(route, '200')).toBe(before + 1);
    expect((await sample.call('/metrics')).text).not.toContain(merchantBizId);
  });

  it('times requests that a guard refuses, and gives unknown paths no label', async () => {
    const before = await requests('/verifications', '401');
    const unknown = await requests(undefined, '404');
    await sample.call('/verifications');
    await sample.call('/other/user');

    await expect.poll(() => requests('/verifications', '401')).toBe(before + 1);
    await expect.poll(() => requests(undefined, '404')).toBe(unknown + 1);
    expect((await sample.call('/metrics')).text).not.toContain('other/user');
  });
});
