import type { ErasureReceiptResponse, VerificationResponse } from 'nestjs-id-verification-http';
import { call, operations, type Json } from './api.js';
import { button, element, input, make, onClick, report, setText } from './dom.js';
import { readHistory, showHistory } from './history-view.js';
import { inWords, isFinal, timeInWords, type Verification } from './words.js';

const PLACE = 'detail-problem';
const dialog = element('detail', HTMLDialogElement);

/** Set before the dialog opens, and so before its buttons can be pressed. */
let shown: Verification;
let whenChanged: () => Promise<void>;

element('detail-close').addEventListener('click', () => dialog.close());
onClick(button('detail-check'), check, PLACE);
onClick(button('detail-erase'), erase, PLACE);
dialog.addEventListener('close', () => {
  element(PLACE).hidden = true;
  nameInAddress(undefined);
});

/** Opens one verification, and puts it into the address, which can be shared. */
export async function showDetail(verification: Verification, onChange: () => Promise<void>): Promise<void> {
  whenChanged = onChange;
  input('detail-reason').value = '';
  element('detail-history').replaceChildren();
  show(verification);
  dialog.showModal();
  nameInAddress(verification.merchantBizId);
  await report(showShownHistory, PLACE);
}

async function showShownHistory(): Promise<void> {
  const history = await ofShown(readHistory);
  if (history !== undefined) showHistory(history);
}

function nameInAddress(merchantBizId: string | undefined): void {
  const address = new URL(location.href);
  if (merchantBizId === undefined) address.searchParams.delete('verification');
  else address.searchParams.set('verification', merchantBizId);
  history.replaceState(null, '', address);
}

function show(verification: Verification): void {
  shown = verification;
  const { title, detail } = inWords(verification);
  setText('detail-status', isFinal(verification) ? `${title}. ${detail}` : `${title}.`);
  const facts = {
    MerchantBizId: verification.merchantBizId,
    TransactionId: verification.transactionId ?? '–',
    Product: verification.productCode,
    SubCode: verification.subCode ?? '–',
    Started: timeInWords(verification.createdAt),
    ...(verification.completedAt
      ? { Ended: timeInWords(verification.completedAt) }
      : { 'Expires at': timeInWords(verification.expiresAt) }),
  };
  showFacts(facts);
  element('detail-check').hidden = isFinal(verification);
  armErase(false);
}

function showFacts(facts: Readonly<Record<string, string>>): void {
  element('detail-facts').replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      make('div', {}, make('dt', {}, name), make('dd', {}, value)),
    ),
  );
}

async function check(): Promise<void> {
  const checked = await act<VerificationResponse>('check');
  if (checked !== undefined) {
    show(checked);
    await showShownHistory();
  }
  await whenChanged();
}

/** Asks for confirmation first: it cannot be undone. */
async function erase(): Promise<void> {
  if (element('detail-erase').dataset['armed'] !== 'true') {
    armErase(true);
    return;
  }
  const receipt = await act<ErasureReceiptResponse>('erase', { force: !isFinal(shown) });
  if (receipt !== undefined) await showErased(receipt);
  await whenChanged();
}

async function showErased({ receiptId }: Json<ErasureReceiptResponse>): Promise<void> {
  await showShownHistory();
  showFacts({ Receipt: receiptId });
  setText('detail-status', 'Erased. Keep the receipt; it does not identify the user.');
  for (const id of ['detail-check', 'detail-erase']) element(id).hidden = true;
  element('detail-close').focus();
}

/** An action on the verification, with the operator's reason for the history. */
function act<Returned>(action: string, parameters = {}): Promise<Json<Returned> | undefined> {
  const body = { ...parameters, reason: input('detail-reason').value };
  return ofShown((merchantBizId) =>
    call<Returned>('POST', `${operations}/verifications/${merchantBizId}/${action}`, body),
  );
}

/** The response to a request about the verification; undefined, also for a problem, once another one is shown. */
async function ofShown<Value>(
  request: (merchantBizId: string) => Promise<Value>,
): Promise<Value | undefined> {
  const { merchantBizId } = shown;
  const isShown = () => shown.merchantBizId === merchantBizId;
  try {
    const response = await request(merchantBizId);
    return isShown() ? response : undefined;
  } catch (problem) {
    if (isShown()) throw problem;
    return undefined;
  }
}

function armErase(isArmed: boolean): void {
  const armed = element('detail-erase');
  armed.hidden = false;
  armed.dataset['armed'] = String(isArmed);
  armed.textContent = isArmed ? 'Erase for good' : 'Erase';
}
