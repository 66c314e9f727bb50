import type { InvitationResponse } from '../src/invitations/invitation.response.js';
import { base, call, Problem, redeem, type Json } from './api.js';
import { clock, countDown } from './countdown.js';
import { button, element, onClick, setText } from './dom.js';
import { metaInfo } from './meta-info.js';
import { drawQrCode } from './qr-code.js';
import { remember, remembered } from './remembered.js';
import { delay, retry } from './retry.js';
import { langQuery, text } from './texts.js';

const POLL_MS = 1_500;

/** What leads on from an invitation. */
export interface InvitationActions {
  readonly invite: (merchantUserId: string) => Promise<void>;
  readonly started: (merchantBizId: string) => void;
  readonly withdrawn: () => void;
}

/** How the user goes on: here, or by QR code on a phone. Made once, and shown for one invitation at a time. */
export class InvitationView {
  readonly #on: InvitationActions;
  /** Empty where none is shown. */
  #merchantBizId = '';
  #following = new AbortController();
  #stopClock: () => void = () => undefined;

  constructor(on: InvitationActions) {
    this.#on = on;
    onClick(button('here'), () => this.#continueHere());
    onClick(button('withdraw'), () => this.#withdraw());
    onClick(button('new-code'), () => this.#inviteAgain());
  }

  async show(merchantBizId: string): Promise<void> {
    this.leave();
    this.#merchantBizId = merchantBizId;
    const { token } = remembered(merchantBizId);
    const isOurs = token !== undefined;
    element('here-choice').hidden = element('phone-choice').hidden = !isOurs;
    element('elsewhere').hidden = isOurs;
    this.#following = new AbortController();
    const { signal } = this.#following;
    if (isOurs) await this.#showCode(token);
    await this.#follow(merchantBizId, signal);
  }

  leave(): void {
    this.#following.abort();
    this.#stopClock();
    this.#merchantBizId = '';
  }

  async #showCode(token: string): Promise<void> {
    const address = new URL(`${base}/continue${langQuery}#${token}`, location.href).href;
    const link = element('phone-page', HTMLAnchorElement);
    link.href = address;
    // Only this machine reaches the sandbox.
    link.hidden = document.documentElement.dataset['metaInfoScript'] !== undefined;
    element('local-only').hidden = !isLoopback(location.hostname);
    await drawQrCode(element('qr'), address);
  }

  /** Polls until a device has redeemed the invitation. */
  async #follow(merchantBizId: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const invitation = await retry(
        () => call<InvitationResponse>('GET', `/invitations/${merchantBizId}`),
        signal,
      );
      if (invitation === undefined) return;
      if (invitation.state === 'REDEEMED') {
        remember(merchantBizId, { token: undefined });
        this.#on.started(merchantBizId);
        return;
      }
      this.#showState(invitation);
      if (invitation.state === 'EXPIRED') return;
      await delay(POLL_MS);
    }
  }

  #showState({ state, merchantBizId, expiresAt }: Json<InvitationResponse>): void {
    this.#stopClock();
    const isOver = state === 'EXPIRED';
    const { token, merchantUserId } = remembered(merchantBizId);
    element('invitation-over').hidden = !isOver;
    element('invitation-left').hidden = isOver;
    element('here-choice').hidden = element('phone-choice').hidden = isOver || token === undefined;
    element('new-code').hidden = !isOver || merchantUserId === undefined;
    if (isOver) return;
    this.#stopClock = countDown(expiresAt, (left) =>
      setText('invitation-left', text('choice.left', { time: clock(left) })),
    );
  }

  async #inviteAgain(): Promise<void> {
    const { merchantUserId } = remembered(this.#merchantBizId);
    if (merchantUserId !== undefined) await this.#on.invite(merchantUserId);
  }

  async #continueHere(): Promise<void> {
    const merchantBizId = this.#merchantBizId;
    const { token } = remembered(merchantBizId);
    if (token === undefined) return;
    const { transactionUrl } = await redeem({ token, metaInfo: await metaInfo() });
    remember(merchantBizId, { token: undefined, transactionUrl });
    this.#on.started(merchantBizId);
  }

  async #withdraw(): Promise<void> {
    const merchantBizId = this.#merchantBizId;
    // One that is too old needs no withdrawing, and one that was withdrawn in another tab neither.
    if (element('invitation-over').hidden) {
      await call<void>('DELETE', `/invitations/${merchantBizId}`).catch((problem: unknown) => {
        if (!(problem instanceof Problem && problem.status === 404)) throw problem;
      });
    }
    this.#on.withdrawn();
  }
}

/** Whether a host is the computer on which it is used. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
