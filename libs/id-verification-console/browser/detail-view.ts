import type { ErasureReceiptResponse, VerificationResponse } from 'nestjs-id-verification-http';
import { call, operations, type Json } from './api.js';
import { consoleText, consoleTextOr } from './console-texts.js';
import { explained, fullTimeElement } from './console-words.js';
import { redeliver } from './deliveries-view.js';
import { button, element, focusNamed, input, make, onClick, report, setText } from './dom.js';
import { showErasures } from './erasures-view.js';
import { isDeadLettered, readHistory, showHistory } from './history-view.js';
import { text } from './texts.js';
import { isFinal, type Verification } from './words.js';

const PLACE = 'detail-problem';

/** What cannot be undone, by its button: as it is offered, and as it is confirmed. */
const FINAL_ACTIONS = {
  'detail-cancel': [consoleText('detail.cancel'), consoleText('detail.cancelConfirm')],
  'detail-erase': [consoleText('detail.erase'), consoleText('detail.eraseConfirm')],
} as const;
type FinalAction = keyof typeof FINAL_ACTIONS;

/** What cannot be done any more with an erased verification. */
const ACTIONS = ['detail-check', 'detail-redeliver', 'detail-cancel', 'detail-erase'];

const dialog = element('detail', HTMLDialogElement);

/** Set before the dialog opens, and so before its buttons can be pressed. */
let shown: Verification;
let whenChanged: () => Promise<void>;

element('detail-close').addEventListener('click', () => dialog.close());
onClick(button('detail-check'), check, PLACE);
onClick(button('detail-redeliver'), redeliverShown, PLACE);
onConfirm('detail-cancel', cancel);
onConfirm('detail-erase', erase);
dialog.addEventListener('close', () => {
  element(PLACE).hidden = true;
  nameInAddress(undefined);
  // The list that opened it may have been loaded again since.
  focusNamed(element('verifications'), shown.merchantBizId);
});

/** Opens one verification, and puts it into the address, which can be shared. */
export async function showDetail(verification: Verification, onChange: () => Promise<void>): Promise<void> {
  whenChanged = onChange;
  input('detail-reason').value = '';
  setText('detail-said', '');
  element('detail-history').replaceChildren();
  element('detail-redeliver').hidden = true;
  show(verification);
  dialog.showModal();
  nameInAddress(verification.merchantBizId);
  await report(showShownHistory, PLACE);
}

async function showShownHistory(): Promise<void> {
  const history = await ofShown(readHistory);
  if (history === undefined) return;
  showHistory(history);
  element('detail-redeliver').hidden = !isDeadLettered(history);
}

function nameInAddress(merchantBizId: string | undefined): void {
  const address = new URL(location.href);
  if (merchantBizId === undefined) address.searchParams.delete('verification');
  else address.searchParams.set('verification', merchantBizId);
  history.replaceState(null, '', address);
}

function show(verification: Verification): void {
  shown = verification;
  const { merchantBizId, transactionId, tenant, productCode, subCode } = verification;
  const { createdAt, updatedAt, completedAt, expiresAt, dropOffReason, dropOffPage } = verification;
  setText('detail-status', explained(verification));
  showFacts({
    MerchantBizId: idOf('MerchantBizId', merchantBizId),
    TransactionId: transactionId === undefined ? '–' : idOf('TransactionId', transactionId),
    ...(tenant !== undefined && { [consoleText('filter.tenant')]: tenant }),
    [consoleText('filter.product')]: productCode,
    SubCode: subCode ?? '–',
    ...(dropOffReason !== undefined && {
      [consoleText('detail.dropOff')]: consoleTextOr(dropOffReason, `dropOff.${dropOffReason}`),
    }),
    ...(dropOffPage !== undefined && { [consoleText('detail.dropOffPage')]: dropOffPage }),
    [consoleText('column.started')]: fullTimeElement(createdAt),
    ...(completedAt === undefined
      ? { [text('progress.expiresAt')]: fullTimeElement(expiresAt) }
      : { [consoleText('column.ended')]: fullTimeElement(completedAt) }),
    [consoleText('detail.updated')]: fullTimeElement(updatedAt),
  });
  element('detail-check').hidden = isFinal(verification);
  element('detail-cancel').hidden = verification.status !== 'PENDING';
  element('detail-erase').hidden = false;
  arm('detail-cancel', false);
  arm('detail-erase', false);
}

/** An id with a button that copies it. */
function idOf(name: string, id: string): Node {
  const copy = make(
    'button',
    { type: 'button', className: 'copy', ariaLabel: consoleText('detail.copyOne', { name }) },
    consoleText('detail.copy'),
  );
  onClick(
    copy,
    async () => {
      await navigator.clipboard.writeText(id);
      setText('detail-said', consoleText('detail.copied'));
      copy.textContent = consoleText('detail.copied');
    },
    PLACE,
  );
  const shownId = make('span', { className: 'id' }, make('code', {}, id));
  // Browsers offer no clipboard to pages that are neither of https nor of this machine.
  if (isSecureContext) shownId.append(copy);
  return shownId;
}

function showFacts(facts: Readonly<Record<string, Node | string>>): void {
  element('detail-facts').replaceChildren(
    ...Object.entries(facts).map(([name, value]) =>
      make('div', {}, make('dt', {}, name), make('dd', {}, value)),
    ),
  );
}

async function check(): Promise<void> {
  await showResult(await act<VerificationResponse>('check'));
}

async function redeliverShown(): Promise<void> {
  const reason = input('detail-reason').value;
  try {
    await ofShown((merchantBizId) => redeliver({ merchantBizId, reason }));
  } finally {
    await showShownHistory();
    // The button that had the focus is gone.
    if (element('detail-redeliver').hidden) element('detail-close').focus();
  }
}

async function cancel(): Promise<void> {
  await showResult(await act<VerificationResponse>('cancel'));
}

async function erase(): Promise<void> {
  const receipt = await act<ErasureReceiptResponse>('erase', { force: !isFinal(shown) });
  if (receipt !== undefined) await showErased(receipt);
  await Promise.all([whenChanged(), showErasures()]);
}

async function showResult(verification: Verification | undefined): Promise<void> {
  if (verification !== undefined) {
    show(verification);
    // The button that had the focus is gone.
    if (isFinal(verification)) element('detail-close').focus();
    await showShownHistory();
  }
  await whenChanged();
}

async function showErased({ receiptId }: Json<ErasureReceiptResponse>): Promise<void> {
  await showShownHistory();
  showFacts({ [consoleText('detail.receipt')]: idOf(consoleText('detail.receipt'), receiptId) });
  setText('detail-status', consoleText('detail.erased'));
  for (const id of ACTIONS) element(id).hidden = true;
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

/** Does a piece of work at the second click: the first one asks for confirmation. */
function onConfirm(id: FinalAction, work: () => Promise<void>): void {
  const confirm = () => {
    const isArmed = element(id).dataset['armed'] === 'true';
    arm(id, !isArmed);
    return isArmed ? work() : undefined;
  };
  onClick(button(id), confirm, PLACE);
}

function arm(id: FinalAction, isArmed: boolean): void {
  const [offered, confirmed] = FINAL_ACTIONS[id];
  element(id).dataset['armed'] = String(isArmed);
  element(id).textContent = isArmed ? confirmed : offered;
}
