import { call, operations } from './api.js';
import { busy, element, make, setText } from './dom.js';
import { inWords, isFinal, timeInWords } from './words.js';

const PLACE = 'detail-problem';
const dialog = element('detail');
let shown;
let whenChanged = () => undefined;

element('detail-close').addEventListener('click', () => dialog.close());
element('detail-check').addEventListener('click', () => busy(element('detail-check'), check, PLACE));
element('detail-erase').addEventListener('click', () => busy(element('detail-erase'), erase, PLACE));
dialog.addEventListener('close', () => (element(PLACE).hidden = true));

/** Opens one verification. */
export function showDetail(verification, onChange) {
  whenChanged = onChange;
  show(verification);
  dialog.showModal();
}

function show(verification) {
  shown = verification;
  const { title, detail } = inWords(verification);
  setText('detail-status', isFinal(verification) ? `${title}. ${detail}` : `${title}.`);
  const facts = {
    MerchantBizId: verification.merchantBizId,
    TransactionId: verification.transactionId ?? '–',
    SubCode: verification.subCode ?? '–',
    Started: timeInWords(verification.createdAt),
    ...(verification.completedAt
      ? { Ended: timeInWords(verification.completedAt) }
      : { 'Expires at': timeInWords(verification.expiresAt) }),
  };
  element('detail-facts').replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      make('div', {}, make('dt', {}, name), make('dd', {}, value)),
    ),
  );
  element('detail-check').hidden = isFinal(verification);
  armErase(false);
}

async function check() {
  show(await call('POST', `${operations}/verifications/${shown.merchantBizId}/check`));
  await whenChanged();
}

/** Asks for confirmation first: it cannot be undone. */
async function erase() {
  if (element('detail-erase').dataset.armed !== 'true') {
    armErase(true);
    return;
  }
  const force = isFinal(shown) ? '' : '?force=true';
  const { receiptId } = await call('DELETE', `${operations}/verifications/${shown.merchantBizId}${force}`);
  await whenChanged();
  element('detail-facts').replaceChildren(
    make('div', {}, make('dt', {}, 'Receipt'), make('dd', {}, receiptId)),
  );
  setText('detail-status', 'Erased. Keep the receipt; it does not identify the user.');
  for (const id of ['detail-check', 'detail-erase']) element(id).hidden = true;
  element('detail-close').focus();
}

function armErase(isArmed) {
  const button = element('detail-erase');
  button.hidden = false;
  button.dataset.armed = String(isArmed);
  button.textContent = isArmed ? 'Erase for good' : 'Erase';
}
