import { call, callWithoutKey } from './api.js';
import { clock, countDown } from './countdown.js';
import { busy, element, report, setText } from './dom.js';
import { metaInfo } from './meta-info.js';
import { drawQrCode } from './qr-code.js';
import { remember, remembered } from './remembered.js';

const POLL_MS = 1_500;

/** How the user goes on: here, or by QR code on a phone. Made once, and shown for one invitation at a time. */
export class InvitationView {
  #merchantBizId;
  #stop = () => undefined;

  /** @param on called with what happened: `started`, `withdrawn`, and `invite` for a new one */
  constructor(on) {
    this.on = on;
    element('here').addEventListener('click', () => busy(element('here'), () => this.#continueHere()));
    element('withdraw').addEventListener('click', () => busy(element('withdraw'), () => this.#withdraw()));
    element('new-code').addEventListener('click', () =>
      busy(element('new-code'), () => on.invite(remembered(this.#merchantBizId).merchantUserId)),
    );
  }

  async show(merchantBizId) {
    this.leave();
    this.#merchantBizId = merchantBizId;
    const { token } = remembered(merchantBizId);
    const isOurs = token !== undefined;
    element('here-choice').hidden = element('phone-choice').hidden = !isOurs;
    element('elsewhere').hidden = isOurs;
    if (isOurs) await this.#showCode(token);
    await this.#follow(merchantBizId);
  }

  leave() {
    this.#stop();
    this.#stop = () => undefined;
    this.#merchantBizId = undefined;
  }

  async #showCode(token) {
    const address = new URL(`/continue#${token}`, location.href).href;
    element('phone-page').href = address;
    // Only this machine reaches the sandbox.
    element('phone-page').hidden = document.documentElement.dataset.metaInfoScript !== undefined;
    await drawQrCode(element('qr'), address);
  }

  /** Polls until a device has redeemed the invitation. */
  async #follow(merchantBizId) {
    const invitation = await call('GET', `/invitations/${merchantBizId}`);
    if (this.#merchantBizId !== merchantBizId) return;
    if (invitation.state === 'REDEEMED') {
      remember(merchantBizId, { token: undefined });
      this.on.started(merchantBizId);
      return;
    }
    this.#showState(invitation);
    if (invitation.state === 'EXPIRED') return;
    const poll = setTimeout(() => void report(() => this.#follow(merchantBizId)), POLL_MS);
    const stopClock = countDown(invitation.expiresAt, (left) =>
      setText('invitation-left', `The code works for ${clock(left)}`),
    );
    this.#stop = () => {
      clearTimeout(poll);
      stopClock();
    };
  }

  #showState({ state, merchantBizId }) {
    this.#stop();
    const isOver = state === 'EXPIRED';
    const { token, merchantUserId } = remembered(merchantBizId);
    element('invitation-over').hidden = !isOver;
    element('invitation-left').hidden = isOver;
    element('here-choice').hidden = element('phone-choice').hidden = isOver || token === undefined;
    element('new-code').hidden = !isOver || merchantUserId === undefined;
  }

  async #continueHere() {
    const merchantBizId = this.#merchantBizId;
    const { token } = remembered(merchantBizId);
    const body = { token, metaInfo: await metaInfo() };
    const { transactionUrl } = await callWithoutKey('POST', '/invitations/redeem', body);
    remember(merchantBizId, { token: undefined, transactionUrl });
    this.on.started(merchantBizId);
  }

  async #withdraw() {
    const merchantBizId = this.#merchantBizId;
    // One that is too old needs no withdrawing, and one that was withdrawn in another tab neither.
    if (element('invitation-over').hidden) {
      await call('DELETE', `/invitations/${merchantBizId}`).catch((problem) => {
        if (problem.status !== 404) throw problem;
      });
    }
    this.on.withdrawn();
  }
}
