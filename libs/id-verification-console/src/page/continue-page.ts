import { layout } from './layout.js';
import type { PageContent } from './page-content.js';

/** On which an invited person goes on, with a token in the address's fragment, which no server is sent. */
export function continuePage(given: PageContent): string {
  return layout({ title: 'Continue', script: 'continue.js', header: '', main: MAIN }, given);
}

const MAIN = `
      <section id="invited" class="card narrow" hidden>
        <h1>Show that it’s you</h1>
        <p class="lead">You will look into the camera for a few seconds.</p>
        <ul class="advice">
          <li>Find good light, and hold the phone at eye level.</li>
          <li>Take off a hat, a mask or sunglasses.</li>
          <li>Allow the camera when you are asked.</li>
        </ul>
        <button type="button" id="continue" class="button primary">Continue</button>
      </section>
      <section id="nothing" class="card narrow" hidden>
        <h1>You can close this page</h1>
        <p class="lead">There is nothing more to do here. The result is shown where you were invited.</p>
      </section>`;
