import { describe, expect, it } from 'vitest';
import { CONSOLE_TEXTS } from '../console-languages/console-texts.js';
import { EN } from '../languages/en.js';
import { LANGUAGES } from '../languages/languages.js';
import { textsOf } from '../languages/texts.js';
import { continuePage } from './continue-page.js';
import { operationsPage } from './operations-page.js';
import type { PageContent } from './page-content.js';
import { PAGE_SCRIPTS } from './page-scripts.js';
import { verifyPage } from './verify-page.js';

const consolePage = (given: PageContent) => operationsPage(given, CONSOLE_TEXTS[given.language]);
const PAGES = { verify: verifyPage, continue: continuePage, operations: consolePage };
const LIVE = {
  sandbox: false,
  apiKey: undefined,
  metaInfoScript: 'https://vendor.example/a.js?b="c"',
  path: '/operations',
  base: '',
  name: 'Operations',
  logo: undefined,
  theme: '',
  completionUrl: undefined,
  vendorConsoleUrl: undefined,
  language: 'en',
  languages: ['en'],
  isChosen: false,
  texts: EN,
  assets: '/operations/assets',
  links: { '/operations': 'Operations' },
} as const;

describe.each(Object.entries(PAGES))('The page %s', (_, page) => {
  it('says when it is the sandbox, and only then', () => {
    expect(page({ ...LIVE, sandbox: true })).toContain('>Sandbox<');
    expect(page({ ...LIVE, apiKey: 'key' })).not.toContain('>Sandbox<');
  });

  it('names the vendor’s script where there is one, and does not load it by itself', () => {
    expect(page(LIVE)).toContain('data-meta-info-script="https://vendor.example/a.js?b=&quot;c&quot;"');
    expect(page(LIVE)).not.toMatch(/<script[^>]*vendor\.example/);
    expect(page({ ...LIVE, metaInfoScript: undefined })).not.toContain('data-meta-info-script');
  });

  it('names every module that its own one imports, which the browser then loads at once', () => {
    const [, script = ''] = /src="[^"]*\/([\w-]+\.js)" type="module"/.exec(page(LIVE)) ?? [];
    const preloaded = [...page(LIVE).matchAll(/rel="modulepreload" href="[^"]*\/([\w-]+\.js)"/g)];
    expect(preloaded.map(([, name]) => name)).toEqual([...PAGE_SCRIPTS[script as keyof typeof PAGE_SCRIPTS]]);
    expect(preloaded.map(([, name]) => name)).toEqual(
      expect.arrayContaining(['dom.js', 'api.js', 'texts.js']),
    );
  });

  it('says without a script that it needs one, and nothing else', () => {
    const [, said] = /<noscript>(.*?)<\/noscript>/s.exec(page(LIVE)) ?? [];
    expect(said).toBe('<p class="problem">This page needs JavaScript.</p>');
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

describe('The pages in a language', () => {
  const CHOSEN = { ...LIVE, language: 'zh-Hant', isChosen: true, texts: textsOf('zh-Hant') } as const;

  it.each([verifyPage, continuePage, consolePage])('name it, and keep it in their links', (page) => {
    expect(page(CHOSEN)).toContain('<html lang="zh-Hant"');
    expect(page(CHOSEN)).toContain('<a class="brand" href="/?lang=zh-Hant">');
    expect(page(CHOSEN)).toContain('data-lang-query="?lang=zh-Hant"');
    expect(page({ ...CHOSEN, isChosen: false })).not.toContain('?lang=');
  });

  it.each([verifyPage, continuePage, consolePage])('lead to the page in every other one', (page) => {
    const links = [...page({ ...CHOSEN, languages: LANGUAGES }).matchAll(/<a href="\?lang=[^<]*<\/a>/g)];
    expect(links.map(([link]) => link)).toEqual([
      '<a href="?lang=en" lang="en" hreflang="en">English</a>',
      '<a href="?lang=zh-Hant" lang="zh-Hant" hreflang="zh-Hant" aria-current="true">繁體中文</a>',
      '<a href="?lang=zh-Hans" lang="zh-Hans" hreflang="zh-Hans">简体中文</a>',
      '<a href="?lang=id" lang="id" hreflang="id">Bahasa Indonesia</a>',
      '<a href="?lang=ms" lang="ms" hreflang="ms">Bahasa Melayu</a>',
    ]);
    expect(page(CHOSEN)).not.toContain('id="languages"');
  });

  it('name links in it where they have such a name', () => {
    const links = { '/': { en: 'Verify', 'zh-Hant': '驗證' }, '/docs': { en: 'Docs' }, '/api': 'API' };
    const page = verifyPage({ ...CHOSEN, links });
    expect(page).toContain('<a href="/">驗證</a><a href="/docs">Docs</a><a href="/api">API</a>');
  });

  it('cannot be broken by a text of the host', () => {
    const texts = textsOf('en', { en: { 'continue.title': '<b>"' } });
    expect(continuePage({ ...LIVE, texts })).toContain('<h1>&lt;b&gt;&quot;</h1>');
  });
});

describe('The console', () => {
  it('has verifications and the search for one above the charts', () => {
    const places = ['search', 'verifications', 'volume-chart'].map((id) =>
      consolePage(LIVE).indexOf(`id="${id}"`),
    );
    expect(places).toEqual(places.toSorted((first, second) => first - second));
    expect(places[0]).toBeGreaterThan(0);
  });
});

describe('The problems that the console shows', () => {
  const problemsOf = (language: 'en' | 'zh-Hant') => {
    const page = consolePage({ ...LIVE, language, texts: textsOf(language) });
    const [, data = ''] = /data-texts="([^"]*)"/.exec(page) ?? [];
    return JSON.parse(data.replaceAll('&quot;', '"').replaceAll('&amp;', '&')).problems;
  };

  it('are named by their code too where one text stands for several', () => {
    expect(problemsOf('zh-Hant')).toMatchObject({
      permission_denied: '服務供應商拒絕了此請求。請聯絡提供此服務的單位。 (permission_denied)',
      operator_needed: '檢視者只能讀取。請由操作員執行此操作。 (operator_needed)',
      unauthorized: '需要有效的 API 金鑰。',
    });
  });

  it('are what the application says in English, but for a key that is refused', () => {
    expect(problemsOf('en')).toEqual({
      unauthorized: 'An API key is needed. The one that was entered is not valid.',
    });
  });
});

describe('The page of operations', () => {
  it('links to the vendor’s console where the host gives its address, which learns nothing of the page', () => {
    const vendorConsoleUrl = 'https://vendor.example/?p=records&region=sg';

    expect(consolePage({ ...LIVE, vendorConsoleUrl })).toContain(
      '<a href="https://vendor.example/?p=records&amp;region=sg" target="_blank" rel="noopener noreferrer">',
    );
    expect(consolePage(LIVE)).not.toContain('target="_blank"');
  });
});

describe('The appearance of the pages', () => {
  it('is that of the host where it gives one', () => {
    const given = { ...LIVE, logo: '/logo.svg', theme: ':root {}', completionUrl: '/account' };
    expect(verifyPage(given)).toContain('<img src="/logo.svg"');
    expect(verifyPage(given)).toContain('/assets/theme.css"');
    for (const page of [verifyPage, continuePage]) expect(page(given)).toContain('href="/account"');
  });

  it('needs no further file and has no further link without', () => {
    expect(verifyPage(LIVE)).not.toContain('theme.css');
    expect(verifyPage(LIVE)).not.toContain('id="return"');
  });
});
