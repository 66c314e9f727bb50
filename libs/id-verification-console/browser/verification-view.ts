import type { VerificationResponse } from 'nestjs-id-verification-http';
import { call } from './api.js';
import { clock, countDown } from './countdown.js';
import { button, element, onClick, setText } from './dom.js';
import { follow } from './follow.js';
import { remember, remembered } from './remembered.js';
import { retry } from './retry.js';
import { plural, text } from './texts.js';
import { inWords, isFinal, timeInWords, type Verification } from './words.js';

const section = element('verification');

/** A verification as it happens. Made once, and shows one at a time. */
export class VerificationView {
  #shown: Verification | undefined;
  #following = new AbortController();
  #stopClock: () => void = () => undefined;

  constructor() {
    onClick(button('check'), () => this.#check());
    element('person-page').addEventListener('click', () => this.#forgetUserPage());
  }

  /**
   * Follows it until its end, or until another view is shown.
   *
   * @param reveal shows the view, once there is something in it
   */
  async follow(merchantBizId: string, reveal: () => void): Promise<void> {
    this.leave();
    this.#following = new AbortController();
    this.#shown = undefined;
    const { signal } = this.#following;
    const verification = await retry(
      () => call<VerificationResponse>('GET', `/verifications/${merchantBizId}`),
      signal,
    );
    if (verification === undefined) return;
    this.#show(verification);
    reveal();
    if (isFinal(verification)) return;
    await follow(merchantBizId, signal, (status) => this.#show(status));
  }

  leave(): void {
    this.#following.abort();
    this.#stopClock();
    document.title = document.title.replace(/^[^·]*· /, `${text('start.title')} · `);
  }

  async #check(): Promise<void> {
    if (this.#shown === undefined) return;
    const { merchantBizId } = this.#shown;
    this.#show(await call<VerificationResponse>('POST', `/verifications/${merchantBizId}/check`));
  }

  /** It opens once; the browser has its address by now. */
  #forgetUserPage(): void {
    const verification = this.#shown;
    if (verification === undefined) return;
    remember(verification.merchantBizId, { transactionUrl: undefined });
    setTimeout(() => this.#showToDo(this.#shown ?? verification));
  }

  #show(verification: Verification): void {
    // What comes late about an earlier state is no news.
    if (this.#shown?.merchantBizId === verification.merchantBizId && isFinal(this.#shown)) return;
    this.#shown = verification;
    section.dataset['status'] = verification.status;
    this.#showWords(verification);
    this.#showSteps(isFinal(verification));
    this.#showTime(verification);
    this.#showToDo(verification);
  }

  #showWords(verification: Verification): void {
    const { title, detail } = inWords(verification);
    const { merchantUserId } = remembered(verification.merchantBizId);
    setText('status-title', title);
    setText('status-detail', detail);
    document.title = document.title.replace(/^[^·]*· /, `${title} · `);
    element('person-fact').hidden = merchantUserId === undefined;
    setText('person', merchantUserId ?? '');
    setText('merchant-biz-id', verification.merchantBizId);
    setText('transaction-id', verification.transactionId ?? '–');
    setText('time-name', text(verification.completedAt ? 'progress.endedAt' : 'progress.expiresAt'));
    setText('time', timeInWords(verification.completedAt ?? verification.expiresAt));
  }

  #showSteps(isOver: boolean): void {
    element('step-person').toggleAttribute('data-done', isOver);
    element('step-person').setAttribute('aria-current', isOver ? 'false' : 'step');
    element('step-result').setAttribute('aria-current', isOver ? 'step' : 'false');
  }

  #showTime(verification: Verification): void {
    this.#stopClock();
    const end = isFinal(verification) ? undefined : verification.expiresAt;
    element('time-left').hidden = end === undefined;
    if (end === undefined) return;
    this.#stopClock = countDown(
      end,
      (left) => {
        element('left-bar', HTMLProgressElement).value = left;
        setText('left', left > 0 ? text('progress.left', { time: clock(left) }) : text('progress.overdue'));
      },
      (minutes) => setText('announcement', plural('progress.minutesLeft', minutes)),
    );
  }

  #showToDo(verification: Verification): void {
    const isOver = isFinal(verification);
    const hadFocus = element('to-do').contains(document.activeElement);
    const { merchantUserId, transactionUrl = '' } = remembered(verification.merchantBizId);
    const link = element('person-page', HTMLAnchorElement);
    link.hidden = !/^https?:\/\//.test(transactionUrl);
    if (!link.hidden) link.href = transactionUrl;
    element('to-do').hidden = isOver;
    const again = element('again');
    again.hidden = merchantUserId === undefined || verification.status === 'PASSED';
    again.textContent = text(isOver ? 'progress.again' : 'progress.startOver');
    again.classList.toggle('primary', isOver);
    const another = element('another');
    another.hidden = !isOver;
    // Only where the host says where that is.
    document.getElementById('return')?.toggleAttribute('hidden', !isOver);
    another.classList.toggle('primary', again.hidden);
    if (hadFocus && isOver) (again.hidden ? another : again).focus();
    else if (hadFocus && link.hidden) element('check').focus();
  }
}
