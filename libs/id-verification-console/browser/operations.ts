import { showDeliveries } from './deliveries-view.js';
import { consoleText } from './console-texts.js';
import { showErasures } from './erasures-view.js';
import { button, element, onClick, report, setText } from './dom.js';
import { showHealth } from './health-view.js';
import { forgetRole, ROLE_ADDRESS, showRole } from './role.js';
import { keepAddress } from './language-switcher.js';
import { signIn } from './sign-in.js';
import { onSpan } from './span.js';
import { showStatistics } from './statistics-view.js';
import { locale } from './texts.js';
import { openNamed, showVerifications } from './verifications-view.js';

const REFRESH_MS = 15_000;

onClick(button('refresh'), refresh);
onSpan(refresh);

signIn(ROLE_ADDRESS, () => {
  forgetRole();
  void report(refresh);
  void report(openNamed);
});
keepAddress();
setInterval(refreshUnused, REFRESH_MS);
addEventListener('online', refreshUnused);

/** What is hidden need not be refreshed, and a button that is about to be pressed must not move. */
function refreshUnused(): void {
  if (!document.hidden && !element('content').hidden && !isInUse()) void report(refresh);
}

async function refresh(): Promise<void> {
  setPlaceholders(consoleText('operations.loading'));
  try {
    await Promise.all([
      showRole(),
      showStatistics(),
      showHealth(),
      showDeliveries(),
      showVerifications(),
      showErasures(),
    ]);
  } catch (error) {
    setPlaceholders(consoleText('operations.notLoaded'));
    throw error;
  }
  setText('updated', consoleText('operations.updated', { time: new Date().toLocaleTimeString(locale) }));
}

/** What stands in each place that has shown nothing yet. */
function setPlaceholders(text: string): void {
  for (const placeholder of document.querySelectorAll('#content .loading')) placeholder.textContent = text;
}

function isInUse(): boolean {
  return ['deliveries', 'erasures', 'verifications', 'search', 'detail'].some((id) =>
    element(id).contains(document.activeElement),
  );
}
