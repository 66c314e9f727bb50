import type { LocalizedText } from '../languages/languages.js';
import { escapeHtml } from './escape-html.js';
import { layout } from './layout.js';
import type { PageContent } from './page-content.js';
import type { PageScript } from './page-scripts.js';
import type { ScriptTexts } from './script-texts.js';

/** A page that works with an API key. */
export interface OperatorPage {
  readonly title: string;
  readonly script: PageScript;
  /** Shown once there is a key. */
  readonly content: string;
  readonly scriptTexts: ScriptTexts;
}

export function operatorPage({ content, ...page }: OperatorPage, given: PageContent): string {
  const { texts, language, isChosen } = given;
  const own = given.base + given.path;
  const links = Object.entries(given.links ?? { [own]: given.name })
    .map(([href, name]) => {
      const isCurrent = href === own || href === given.path;
      const current = isCurrent ? ' aria-current="page"' : '';
      const address = isCurrent && isChosen ? `${href}?lang=${language}` : href;
      return `<a href="${escapeHtml(address)}"${current}>${escapeHtml(inLanguage(name, given))}</a>`;
    })
    .join('');
  return layout(
    {
      ...page,
      header: `<nav aria-label="${escapeHtml(texts.pages)}">${links}</nav><button type="button" id="change-key" class="quiet" hidden>${escapeHtml(texts['key.change'])}</button>`,
      main: `${signIn(given)}<div id="content" hidden>${content}</div>`,
    },
    given,
  );
}

function inLanguage(name: string | LocalizedText, { language }: PageContent): string {
  return typeof name === 'string' ? name : (name[language] ?? name.en);
}

function signIn({ apiKey = '', texts }: PageContent): string {
  return `<form id="sign-in" class="card narrow" hidden>
        <h1>${escapeHtml(texts['key.title'])}</h1>
        <p class="lead">${escapeHtml(texts['key.lead'])}</p>
        <label for="api-key">${escapeHtml(texts['key.label'])}</label>
        <input id="api-key" name="apiKey" type="password" required autocomplete="off" spellcheck="false" value="${escapeHtml(apiKey)}">
        <button type="submit" class="button primary">${escapeHtml(texts['key.submit'])}</button>
      </form>`;
}
