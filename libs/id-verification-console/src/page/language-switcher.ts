import { LANGUAGE_NAMES } from '../languages/languages.js';
import { escapeHtml } from './escape-html.js';
import type { PageContent } from './page-content.js';

/** Links to the page in each of its languages, which need no script; nothing where it has a single one. */
export function languageSwitcher({ language, languages, texts }: PageContent): string {
  if (languages.length < 2) return '';
  const links = languages.map((tag) => {
    const current = tag === language ? ' aria-current="true"' : '';
    return `<li><a href="?lang=${tag}" lang="${tag}" hreflang="${tag}"${current}>${LANGUAGE_NAMES[tag]}</a></li>`;
  });
  return `<details id="languages" class="languages"><summary><span class="unseen">${escapeHtml(texts.language)}: </span>${LANGUAGE_NAMES[language]}</summary><ul>${links.join('')}</ul></details>`;
}
