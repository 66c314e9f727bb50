import { describe, expect, it } from 'vitest';
import { renderPage } from './render-page.js';

describe('The page', () => {
  it('leaves the key to the person where none is public', () => {
    expect(renderPage({ apiKey: undefined })).toContain('value=""');
  });

  it('cannot be broken by what it shows', () => {
    expect(renderPage({ apiKey: '"><script>' })).toContain('value="&quot;&gt;&lt;script&gt;"');
  });
});
