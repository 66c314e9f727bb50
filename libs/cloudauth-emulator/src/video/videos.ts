import { createHmac, randomBytes } from 'node:crypto';
import type { EmulatorClock } from '../clock.js';
import type { Exchange, Handler } from '../server/exchange.js';
import { send } from '../server/send.js';
import { sameText } from '../gateway/signature.js';
import type { Transaction } from '../transactions/transaction.js';
import type { VerificationStore } from '../transactions/transaction-store.js';

const PREFIX = '/video/';

/** A link is valid this long, and the video is deleted this long after the end. Source: the vendor's page "CheckResult". */
const LINK_MS = 15 * 60_000;
const VIDEO_MS = 30 * 60_000;

/** An empty MP4 of the common brand, followed by the TransactionId, so that a test can tell one video from another. */
const MP4_HEAD = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');

/** Whether a path belongs to a video. */
export function isVideoPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** The videos of users who passed with `DocVideo=Y`, and the signed links to them. */
export class Videos {
  readonly #store: VerificationStore;
  readonly #clock: EmulatorClock;
  readonly #publicUrl: string;
  readonly #key = randomBytes(32);

  constructor(store: VerificationStore, clock: EmulatorClock, publicUrl: string) {
    this.#store = store;
    this.#clock = clock;
    this.#publicUrl = publicUrl;
  }

  /** A link that is valid for 15 minutes; undefined if there is no video, or it was deleted. */
  linkTo(transaction: Transaction): string | undefined {
    if (!this.#hasVideo(transaction)) return undefined;
    const { transactionId } = transaction;
    const expires = String(this.#clock.now() + LINK_MS);
    const query = new URLSearchParams({ expires, signature: this.#sign(transactionId, expires) });
    return `${this.#publicUrl}${PREFIX}${transactionId}?${query}`;
  }

  handler(): Handler {
    return (exchange) => this.#send(exchange);
  }

  #send({ path, query, serverResponse }: Exchange): void {
    const transactionId = path.slice(PREFIX.length);
    const parameters = new URLSearchParams(query);
    const expires = parameters.get('expires') ?? '';
    const isSigned = sameText(parameters.get('signature') ?? '', this.#sign(transactionId, expires));
    const transaction = this.#store.find(transactionId);
    if (!isSigned || Number(expires) <= this.#clock.now() || !this.#hasVideo(transaction)) {
      send(serverResponse, { status: 403, contentType: 'text/plain', body: 'The link is not valid.' });
      return;
    }
    const body = Buffer.concat([MP4_HEAD, Buffer.from(transactionId)]);
    serverResponse.writeHead(200, { 'content-type': 'video/mp4', 'content-length': body.length }).end(body);
  }

  #hasVideo(transaction: Transaction | undefined): boolean {
    if (transaction?.docVideo === undefined || transaction.imageDeleted) return false;
    const { outcome } = transaction;
    return outcome?.passed === 'Y' && this.#clock.now() < outcome.finishedAt + VIDEO_MS;
  }

  #sign(transactionId: string, expires: string): string {
    return createHmac('sha256', this.#key).update(`${transactionId}/${expires}`).digest('hex');
  }
}
