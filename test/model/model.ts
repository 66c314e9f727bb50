import type { CloudauthEmulator } from 'cloudauth-emulator';
import { newMerchantBizId } from 'nestjs-id-verification';
import { allowedMove, type Decision } from './allowed-moves.js';
import type { Move, Row } from './audit.js';

/** Two people, so that the one's callback can be sent for the other. */
export const USERS = ['Anna', 'Ben'] as const;

export type User = (typeof USERS)[number];

/** Two requests that differ. */
export const VARIANTS = ['login', 'payment'] as const;

export type Variant = (typeof VARIANTS)[number];

/** What the model remembers of one MerchantBizId. */
export class Subject {
  readonly merchantBizId = newMerchantBizId();
  /** The row as its last move left it. */
  row: Row | undefined;
  /** What the latest start asked for, and what the row was made of. */
  requestsFor: Variant | undefined;
  variant: Variant | undefined;
  /** What the one who started it was given. */
  transactionId: string | undefined;
  /** How many Initialize requests the vendor has received, and had received before this row. */
  received = 0;
  receivedBefore = 0;
  erasure: 'none' | 'asked' | 'forced' = 'none';
  receiptId: string | undefined;
  /** Whether one may be stored that no caller got. */
  mayHaveReceipt = false;
}

/** What ought to be, as plainly as the table of a verification's life says it. */
export class Model {
  private readonly subjects = { Anna: new Subject(), Ben: new Subject() };
  /** What people did at the vendor, by TransactionId. */
  readonly decisions = new Map<string, Decision>();
  readonly refusals = new Set<string>();
  deniesExpired = false;
  /** What has happened, by name. */
  readonly moves: string[] = [];
  /** Every row that the vendor accepted, by its id. */
  readonly accepted = new Set<string>();
  /** Every row that ended with an outcome, as it ended. */
  readonly outcomes: Row[] = [];

  of(user: User): Subject {
    return this.subjects[user];
  }

  all(): Subject[] {
    return Object.values(this.subjects);
  }

  /** Takes in what happened. @throws Error for what must not */
  observe(
    moves: readonly Move[],
    now: Date,
    vendor: Pick<CloudauthEmulator, 'transaction' | 'requests'>,
  ): void {
    const received = new Map(this.all().map((subject) => [subject, startsReceived(vendor, subject)]));
    for (const move of moves) {
      const subject = this.all().find(
        ({ merchantBizId }) => merchantBizId === (move.is ?? move.was)?.merchant_biz_id,
      );
      if (subject === undefined) throw new Error('a row without a request');
      const name = allowedMove(move, {
        now,
        erasure: subject.erasure,
        wasStarted: subject.requestsFor !== undefined,
        reachedVendor: (received.get(subject) ?? 0) > subject.receivedBefore,
        refusals: this.refusals,
        deniesExpired: this.deniesExpired,
        decision: ({ transaction_id }) => this.decisions.get(transaction_id ?? ''),
        isIssued: ({ transaction_id, merchant_biz_id }) =>
          vendor.transaction(transaction_id ?? '')?.merchantBizId === merchant_biz_id,
      });
      this.moves.push(name);
      this.apply(subject, move);
    }
    for (const [subject, count] of received) subject.received = count;
  }

  private apply(subject: Subject, { was, is }: Move): void {
    subject.row = is ?? undefined;
    if (was === null) subject.receivedBefore = subject.received;
    if (is === null) subject.transactionId = undefined;
    else if (is.status === 'INITIALIZING') begin(subject);
    else if (is.status === 'PENDING') this.accepted.add(is.id);
    else if (isOutcome(is)) this.outcomes.push(is);
  }
}

/** An erasure that was asked for before is none of what was started anew. */
function begin(subject: Subject): void {
  subject.variant = subject.requestsFor;
  subject.erasure = 'none';
}

function startsReceived(vendor: Pick<CloudauthEmulator, 'requests'>, { merchantBizId }: Subject): number {
  const starts = vendor.requests({ action: 'Initialize' });
  return starts.filter(({ parameters }) => parameters['MerchantBizId'] === merchantBizId).length;
}

export function isOutcome({ status }: Pick<Row, 'status'>): boolean {
  return status === 'PASSED' || status === 'FAILED' || status === 'EXPIRED';
}
