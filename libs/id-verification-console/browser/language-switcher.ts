import { element } from './dom.js';

/** What the page shows stands in its fragment, which its links to other languages then keep. */
export function keepFragment(): void {
  for (const link of element('languages').querySelectorAll('a')) {
    link.addEventListener('click', () => {
      link.hash = location.hash;
    });
  }
}
