import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { adapters } from '../support/runner/suite.js';

const YEAR_MS = 365 * 24 * 3_600_000;

describe.each(adapters())('The fixed addresses on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  it('lead to the icon of the pages', async () => {
    const { status, headers } = await sample.call('/favicon.ico');

    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });

  it('keep search engines out', async () => {
    const { status, headers, text } = await sample.call('/robots.txt');

    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toBe('User-agent: *\nDisallow: /\n');
  });

  it('name where vulnerabilities are reported, for less than a year', async () => {
    const { status, headers, text } = await sample.call('/.well-known/security.txt');

    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toMatch(/^Contact: https:\/\/\S+$/m);
    const left = Date.parse(/^Expires: (.*)$/m.exec(text)?.[1] ?? '') - Date.now();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(YEAR_MS);
  });
});
