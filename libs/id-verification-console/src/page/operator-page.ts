import { escapeHtml } from './escape-html.js';
import { layout } from './layout.js';
import type { PageContent } from './page-content.js';

/** A page that works with an API key. */
export interface OperatorPage {
  readonly title: string;
  readonly script: string;
  /** Shown once there is a key. */
  readonly content: string;
}

export function operatorPage({ title, script, content }: OperatorPage, given: PageContent): string {
  const links = Object.entries(given.links)
    .map(([href, name]) => {
      const current = href === given.path ? ' aria-current="page"' : '';
      return `<a href="${escapeHtml(href)}"${current}>${escapeHtml(name)}</a>`;
    })
    .join('');
  return layout(
    {
      title,
      script,
      header: `<nav aria-label="Pages">${links}</nav><button type="button" id="change-key" class="quiet" hidden>Change key</button>`,
      main: `${signIn(given.apiKey)}<div id="content" hidden>${content}</div>`,
    },
    given,
  );
}

function signIn(apiKey = ''): string {
  return `<form id="sign-in" class="card narrow" hidden>
        <h1>Your API key</h1>
        <p class="lead">It is kept in this tab until you close it, and sent to this application alone.</p>
        <label for="api-key">API key</label>
        <input id="api-key" name="apiKey" type="password" required autocomplete="off" spellcheck="false" value="${escapeHtml(apiKey)}">
        <button type="submit" class="button primary">Use this key</button>
      </form>`;
}
