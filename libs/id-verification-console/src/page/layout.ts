import { escapeHtml } from './escape-html.js';
import type { PageContent } from './page-content.js';

/** A page: its name, its module among the assets, and what it holds. */
export interface LaidOutPage {
  readonly title: string;
  readonly script: string;
  /** Above the content: links and the key for operators, nothing for an invited person. */
  readonly header: string;
  readonly main: string;
}

/** The whole of a page. Works under `default-src 'self'`: no script, style or picture stands in it. */
export function layout(
  { title, script, header, main }: LaidOutPage,
  { apiKey, metaInfoScript, path }: PageContent,
): string {
  const source = metaInfoScript === undefined ? '' : ` data-meta-info-script="${escapeHtml(metaInfoScript)}"`;
  return `<!doctype html>
<html lang="en"${source}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>${escapeHtml(title)} · ID Verification</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/page.css">
    <script src="/assets/${script}" type="module"></script>
  </head>
  <body data-path="${escapeHtml(path)}">
    <a class="skip" href="#main">Skip to the content</a>
    <header class="bar">
      <div class="name">
        <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="28" height="28">ID Verification</a>
        ${apiKey === undefined ? '' : '<span class="badge" title="An emulator stands in for the vendor">Sandbox</span>'}
      </div>
      ${header}
    </header>
    <main id="main" tabindex="-1">
      <noscript><p class="problem">This page needs JavaScript. The <a href="/docs">HTTP interface</a> does not.</p></noscript>
      <div id="problem" class="problem" role="alert" hidden></div>
      ${main}
    </main>
  </body>
</html>
`;
}
