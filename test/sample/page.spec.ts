import { SANDBOX } from '@id-verification/sample/sandbox-values';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import type { Answer } from '../support/http-caller.js';
import { LIVE_SETTINGS } from '../support/live-settings.js';

describe.each(ADAPTERS)('The page on %s', (adapter) => {
  let sample: RunningApplication;
  let page: Answer;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    page = await sample.call('/');
  });
  afterAll(() => sample.stop());

  it('is HTML in a language that it names', () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<html lang="en">');
  });

  it('allows the browser to load what the application serves, and nothing else', () => {
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy.split(';')).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('holds no script and no style of its own', () => {
    expect(page.text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it.each([
    ['/assets/page.js', 'text/javascript; charset=utf-8'],
    ['/assets/follow.js', 'text/javascript; charset=utf-8'],
    ['/assets/words.js', 'text/javascript; charset=utf-8'],
    ['/assets/page.css', 'text/css; charset=utf-8'],
    ['/assets/icon.svg', 'image/svg+xml'],
  ])('loads %s from the application', async (path, type) => {
    const asset = await sample.call(path);

    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-type')).toBe(type);
  });

  it('gives every field a label', () => {
    const fields = [...page.text.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id);
    expect(fields).not.toEqual([]);
    for (const id of fields) expect(page.text).toContain(`<label for="${id}">`);
  });

  it('fills in the key of the sandbox', () => {
    expect(page.text).toContain(`value="${SANDBOX.apiKey}"`);
  });
});

describe.each(ADAPTERS)('The page of a live application on %s', (adapter) => {
  it('knows no key', async () => {
    const sample = await application().on(adapter).live().with(LIVE_SETTINGS).start();
    try {
      expect((await sample.call('/')).text).not.toContain(SANDBOX.apiKey);
    } finally {
      await sample.stop();
    }
  });
});
