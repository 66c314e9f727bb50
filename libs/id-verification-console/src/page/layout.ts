import { escapeHtml } from './escape-html.js';
import { languageSwitcher } from './language-switcher.js';
import type { PageContent } from './page-content.js';
import { PAGE_SCRIPTS, type PageScript } from './page-scripts.js';
import type { ScriptTexts } from './script-texts.js';

/** A page: its name, its module among the assets, and what it holds. */
export interface LaidOutPage {
  readonly title: string;
  readonly script: PageScript;
  /** Above the content: links and the key for operators, nothing for an invited person. */
  readonly header: string;
  readonly main: string;
  /** What its module reads. */
  readonly scriptTexts: ScriptTexts;
}

/** The whole of a page. Works under `default-src 'self'`: no script, style or picture stands in it. */
export function layout(page: LaidOutPage, given: PageContent): string {
  const { title, script, header, main, scriptTexts } = page;
  const { sandbox, metaInfoScript, path, base, assets, language, isChosen, texts } = given;
  const source = metaInfoScript === undefined ? '' : ` data-meta-info-script="${escapeHtml(metaInfoScript)}"`;
  const files = escapeHtml(base + assets);
  const kept = isChosen ? `?lang=${language}` : '';
  const logo = escapeHtml(given.logo ?? `${base + assets}/icon.svg`);
  const modules = [...PAGE_SCRIPTS[script]].map(
    (name) => `<link rel="modulepreload" href="${files}/${name}">`,
  );
  const encodedTexts = escapeHtml(JSON.stringify(scriptTexts));
  return `<!doctype html>
<html lang="${language}"${source}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>${escapeHtml(title)} · ${escapeHtml(texts.brand)}</title>
    <link rel="icon" href="${files}/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="${files}/page.css">${given.theme === '' ? '' : `\n    <link rel="stylesheet" href="${files}/theme.css">`}
    <script src="${files}/${script}" type="module"></script>
    ${modules.join('')}
  </head>
  <body data-base="${escapeHtml(base)}" data-path="${escapeHtml(path)}" data-lang-query="${kept}" data-texts="${encodedTexts}">
    <a class="skip" href="#main">${escapeHtml(texts.skip)}</a>
    <header class="bar">
      <div class="name">
        <a class="brand" href="${escapeHtml(base)}/${kept}"><img src="${logo}" alt="" height="28">${escapeHtml(texts.brand)}</a>
        ${sandbox ? `<span class="badge" title="${escapeHtml(texts['sandbox.hint'])}">${escapeHtml(texts.sandbox)}</span>` : ''}
      </div>
      ${header}
      ${languageSwitcher(given)}
    </header>
    <main id="main" tabindex="-1">
      <noscript><p class="problem">${escapeHtml(texts.needsScript)}</p></noscript>
      <div id="problem" class="problem" role="alert" hidden></div>
      ${main}
    </main>
  </body>
</html>
`;
}

/** A link to the host, where it says where that is. */
export function completionLink({ completionUrl, texts }: PageContent): string {
  if (completionUrl === undefined) return '';
  return `<a id="return" class="button" href="${escapeHtml(completionUrl)}">${escapeHtml(texts['progress.return'])}</a>`;
}
