import { describe, expect, it } from 'vitest';
import { continuePage } from './continue-page.js';
import { operationsPage } from './operations-page.js';
import { verifyPage } from './verify-page.js';

const PAGES = { verify: verifyPage, continue: continuePage, operations: operationsPage };
const LIVE = {
  apiKey: undefined,
  metaInfoScript: 'https://vendor.example/a.js?b="c"',
  path: '/operations',
  links: { '/operations': 'Operations' },
};

describe.each(Object.entries(PAGES))('The page %s', (_, page) => {
  it('says when it is the sandbox, and only then', () => {
    expect(page({ ...LIVE, apiKey: 'key', metaInfoScript: undefined })).toContain('>Sandbox<');
    expect(page(LIVE)).not.toContain('>Sandbox<');
  });

  it('names the vendor’s script where there is one, and does not load it by itself', () => {
    expect(page(LIVE)).toContain('data-meta-info-script="https://vendor.example/a.js?b=&quot;c&quot;"');
    expect(page(LIVE)).not.toMatch(/<script[^>]*vendor\.example/);
    expect(page({ ...LIVE, apiKey: 'key', metaInfoScript: undefined })).not.toContain(
      'data-meta-info-script',
    );
  });

  it('has one heading that is shown at a time, for each of its views', () => {
    expect(page(LIVE)).toMatch(/<h1/);
    expect(page(LIVE).match(/<main /g)).toHaveLength(1);
  });
});

describe('The key of the pages', () => {
  it('is left to the user where none is public', () => {
    expect(verifyPage(LIVE)).toContain('value=""');
  });

  it('cannot break the page', () => {
    expect(verifyPage({ ...LIVE, apiKey: '"><script>' })).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it('is not for invited people', () => {
    expect(continuePage({ ...LIVE, apiKey: 'sandbox-key' })).not.toContain('sandbox-key');
  });
});
