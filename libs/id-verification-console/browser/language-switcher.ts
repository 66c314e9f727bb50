import { element } from './dom.js';

/** What the page shows stands in its address, which its links to other languages then keep. */
export function keepAddress(): void {
  for (const link of element('languages').querySelectorAll('a')) {
    link.addEventListener('click', () => {
      const address = new URL(location.href);
      address.searchParams.set('lang', link.hreflang);
      link.href = address.href;
    });
  }
}
