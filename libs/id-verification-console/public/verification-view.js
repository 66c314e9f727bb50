import { call, keyHeaders } from './api.js';
import { clock, countDown } from './countdown.js';
import { busy, element, setText } from './dom.js';
import { follow } from './follow.js';
import { remember, remembered } from './remembered.js';
import { inWords, isFinal, timeInWords } from './words.js';

const section = element('verification');

/** A verification as it happens. Made once, and shows one at a time. */
export class VerificationView {
  #shown;
  #following = new AbortController();
  #stopClock = () => undefined;

  constructor() {
    element('check').addEventListener('click', () =>
      busy(element('check'), async () =>
        this.#show(await call('POST', `/verifications/${this.#shown.merchantBizId}/check`)),
      ),
    );
    element('person-page').addEventListener('click', () => {
      // It opens once; the browser has its address by now.
      remember(this.#shown.merchantBizId, { transactionUrl: undefined });
      setTimeout(() => this.#showToDo());
    });
  }

  /** Follows it until its end, or until another view is shown. */
  async follow(merchantBizId) {
    this.leave();
    this.#following = new AbortController();
    this.#shown = undefined;
    const { signal } = this.#following;
    this.#show(await call('GET', `/verifications/${merchantBizId}`));
    if (isFinal(this.#shown)) return;
    await follow(
      { address: `/verifications/${merchantBizId}/events`, headers: keyHeaders(), signal },
      (status) => this.#show(status),
    );
  }

  leave() {
    this.#following.abort();
    this.#stopClock();
    document.title = document.title.replace(/^[^·]*· /, 'Verify a user · ');
  }

  #show(verification) {
    // What comes late about an earlier state is no news.
    if (this.#shown?.merchantBizId === verification.merchantBizId && isFinal(this.#shown)) return;
    this.#shown = verification;
    section.dataset.status = verification.status;
    this.#showWords(verification);
    this.#showSteps(isFinal(verification));
    this.#showTime(verification);
    this.#showToDo();
  }

  #showWords(verification) {
    const { title, detail } = inWords(verification);
    const { merchantUserId } = remembered(verification.merchantBizId);
    setText('status-title', title);
    setText('status-detail', detail);
    document.title = document.title.replace(/^[^·]*· /, `${title} · `);
    element('person-fact').hidden = merchantUserId === undefined;
    setText('person', merchantUserId ?? '');
    setText('merchant-biz-id', verification.merchantBizId);
    setText('transaction-id', verification.transactionId ?? '–');
    setText('time-name', verification.completedAt ? 'Ended at' : 'Expires at');
    setText('time', timeInWords(verification.completedAt ?? verification.expiresAt));
  }

  #showSteps(isOver) {
    element('step-person').toggleAttribute('data-done', isOver);
    element('step-person').setAttribute('aria-current', isOver ? 'false' : 'step');
    element('step-result').setAttribute('aria-current', isOver ? 'step' : 'false');
  }

  #showTime(verification) {
    this.#stopClock();
    const isOpen = !isFinal(verification) && verification.expiresAt !== undefined;
    element('time-left').hidden = !isOpen;
    if (!isOpen) return;
    this.#stopClock = countDown(
      verification.expiresAt,
      (left) => {
        element('left-bar').value = left;
        setText('left', left > 0 ? `${clock(left)} left` : 'Expired. Waiting for the result of the vendor.');
      },
      (text) => setText('announcement', text),
    );
  }

  #showToDo() {
    const isOver = isFinal(this.#shown);
    const hadFocus = element('to-do').contains(document.activeElement);
    const { merchantUserId, transactionUrl } = remembered(this.#shown.merchantBizId);
    const link = element('person-page');
    link.hidden = !/^https?:\/\//.test(transactionUrl ?? '');
    if (!link.hidden) link.href = transactionUrl;
    element('to-do').hidden = isOver;
    const again = element('again');
    again.hidden = merchantUserId === undefined || this.#shown.status === 'PASSED';
    again.textContent = isOver ? 'Try again' : 'Start over';
    again.classList.toggle('primary', isOver);
    const another = element('another');
    another.hidden = !isOver;
    another.classList.toggle('primary', again.hidden);
    if (hadFocus && isOver) (again.hidden ? another : again).focus();
    else if (hadFocus && link.hidden) element('check').focus();
  }
}
