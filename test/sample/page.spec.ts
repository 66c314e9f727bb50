import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import type { Response } from '../support/http/http-caller.js';
import { LIVE_SETTINGS } from '../support/host/live-settings.js';
import { adapters } from '../support/runner/suite.js';

const VENDOR_SCRIPT = 'https://hkwebcdn.yuncloudauth.com/cdn/jsvm_all.js';

const policyOf = ({ headers }: Response): string[] =>
  (headers.get('content-security-policy') ?? '').split(';');

describe.each(adapters())('The pages on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
  });
  afterAll(() => sample.stop());

  describe.each(['/', '/continue', '/operations'])('%s', (path) => {
    let page: Response;
    beforeAll(async () => {
      page = await sample.call(path);
    });

    it('is HTML in a language that it names', () => {
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.text).toContain('<html lang="en">');
    });

    it('allows the browser to load what the application serves, and nothing else', () => {
      expect(policyOf(page)).toEqual(expect.arrayContaining(["default-src 'self'", "script-src 'self'"]));
      expect(policyOf(page).join()).not.toMatch(/unsafe|https?:|\*/);
    });

    it('contains no inline script and no inline style', () => {
      expect(page.text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    });

    it('has a label for every field', () => {
      const fields = [...page.text.matchAll(/<(?:input|select) id="([^"]+)"/g)].map(([, id]) => id);
      for (const id of fields) expect(page.text).toContain(`<label for="${id}"`);
    });

    it('loads from the application alone, and finds what it loads', async () => {
      const assets = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address]) => address ?? '');
      expect(assets).toContainEqual(expect.stringMatching(/\/assets\/page\.css$/));
      for (const address of assets)
        expect([address, (await sample.call(address)).status]).toEqual([address, 200]);
    });
  });

  it.each([
    ['/assets/verify.js', 'text/javascript; charset=utf-8'],
    ['/assets/uqr.js', 'text/javascript; charset=utf-8'],
    ['/assets/page.css', 'text/css; charset=utf-8'],
    ['/assets/icon.svg', 'image/svg+xml'],
  ])('load %s', async (path, type) => {
    const asset = await sample.call(path);

    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-type')).toBe(type);
  });

  it('load a file once, and ask whether it is still the same', async () => {
    const { headers } = await sample.call('/assets/page.css');
    const tag = headers.get('etag') ?? '';
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(tag).toMatch(/^"[\w-]{43}"$/);

    const again = (known: string) => sample.call('/assets/page.css', { headers: { 'if-none-match': known } });

    for (const known of [tag, `"of-another-file", W/${tag}`, tag.replace(/"$/, '-gzip"')]) {
      const same = await again(known);
      expect([known, same.status, same.text]).toEqual([known, 304, '']);
      expect(same.headers.get('etag')).toBe(tag);
      expect(same.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await again('"of-another-file"')).status).toBe(200);
  });

  it('fill in the key of the sandbox', async () => {
    expect((await sample.call('/')).text).toContain(`value="${SANDBOX.apiKey}"`);
  });
});

describe.each(adapters())('The pages of a live application on %s', (adapter) => {
  it('know no key, and may run the vendor’s script beside their own', async () => {
    const sample = await application().on(adapter).live().with(LIVE_SETTINGS).start();
    try {
      for (const path of ['/', '/continue', '/operations']) {
        const page = await sample.call(path);
        expect(page.text).not.toContain(SANDBOX.apiKey);
        expect(policyOf(page)).toContain(`script-src 'self' ${VENDOR_SCRIPT}`);
      }
    } finally {
      await sample.stop();
    }
  });
});
