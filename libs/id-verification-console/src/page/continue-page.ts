import type { EN } from '../languages/en.js';
import { escapedTexts } from './escape-html.js';
import { completionLink, layout } from './layout.js';
import type { PageContent } from './page-content.js';
import { scriptTexts } from './script-texts.js';

/** On which an invited person goes on, with a token in the address's fragment, which no server is sent. */
export function continuePage(given: PageContent): string {
  const page = {
    title: given.texts['continue.name'],
    script: 'continue.js',
    header: '',
    main: mainOf(given),
    scriptTexts: scriptTexts(given.texts),
  } as const;
  return layout(page, given);
}

function mainOf(given: PageContent): string {
  const text = escapedTexts<keyof typeof EN>(given.texts);
  return `
      <section id="invited" class="card narrow" hidden>
        <h1>${text('continue.title')}</h1>
        <p class="lead">${text('continue.lead')}</p>
        <ul class="advice">
          <li>${text('continue.light')}</li>
          <li>${text('continue.face')}</li>
          <li>${text('continue.camera')}</li>
        </ul>
        <button type="button" id="continue" class="button primary">${text('continue.submit')}</button>
      </section>
      <h1 id="over" class="unseen" hidden>${text('continue.name')}</h1>
      <section id="nothing" class="card narrow" hidden>
        <h1>${text('continue.doneTitle')}</h1>
        <p class="lead">${text('continue.doneLead')}</p>
        ${completionLink(given)}
      </section>`;
}
