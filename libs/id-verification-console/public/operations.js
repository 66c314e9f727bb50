import { operations } from './api.js';
import { showDeliveries } from './deliveries-view.js';
import { busy, element, report, setText } from './dom.js';
import { showHealth } from './health-view.js';
import { signIn } from './sign-in.js';
import { showStatistics } from './statistics-view.js';
import { showVerifications } from './verifications-view.js';

const REFRESH_MS = 15_000;

element('refresh').addEventListener('click', () => busy(element('refresh'), refresh));
element('span').addEventListener('change', () => busy(element('span'), refresh));

signIn(`${operations}/verifications?limit=1`, () => {
  void report(refresh);
  setInterval(() => {
    // A hidden page need not be refreshed, and a button that is about to be pressed must not move.
    if (!document.hidden && !isInUse()) void report(refresh);
  }, REFRESH_MS);
});

async function refresh() {
  const days = Number(element('span').value);
  await Promise.all([showStatistics(days), showHealth(), showDeliveries(), showVerifications()]);
  setText('updated', `Updated ${new Date().toLocaleTimeString()}`);
}

function isInUse() {
  return ['deliveries', 'verifications', 'detail'].some((id) => element(id).contains(document.activeElement));
}
