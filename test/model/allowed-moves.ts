import type { VerificationStatus } from 'nestjs-id-verification';
import type { Move, Row } from './audit.js';
import { RETENTION_DAYS } from './host-options.js';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

const LIFETIME_MS = 30 * MINUTE_MS;
const GRACE_MS = 5 * MINUTE_MS;
const DENIED_MS = 10 * MINUTE_MS;

/** What a user did at the vendor. */
export interface Decision {
  readonly passed: 'Y' | 'N';
  readonly subCode: string;
}

/** What the model knows of a verification when it sees a move. */
export interface Known {
  readonly now: Date;
  readonly wasStarted: boolean;
  /** Whether the vendor gave this TransactionId for this MerchantBizId. */
  readonly isIssued: (row: Row) => boolean;
  readonly decision: (row: Row) => Decision | undefined;
  /** Codes with which the vendor may have refused the start for good. */
  readonly refusals: ReadonlySet<string>;
  readonly reachedVendor: boolean;
  readonly deniesExpired: boolean;
  readonly erasure: 'none' | 'asked' | 'forced';
}

/** A move, and what must hold for it. */
interface Rule {
  readonly from: VerificationStatus | 'nothing';
  readonly to: VerificationStatus | 'nothing';
  /** Where there are several ways to the same end. */
  readonly subCode?: string;
  readonly when: (known: Known, is: Row, was: Row) => boolean;
}

const at = (time: string | null): number => (time === null ? NaN : new Date(time).getTime());

const wasStarted: Rule['when'] = (known) => known.wasStarted;

const isForced: Rule['when'] = ({ erasure }) => erasure === 'forced';

const isDecided =
  (passed: 'Y' | 'N'): Rule['when'] =>
  ({ decision }, is) =>
    decision(is)?.passed === passed && decision(is)?.subCode === is.sub_code;

/** A user who never finished, and a question that was asked when it was too late to. */
const isUnfinished: Rule['when'] = ({ decision }, is) =>
  decision(is) === undefined && at(is.claimed_at) >= at(is.expires_at) + GRACE_MS;

const isDenied: Rule['when'] = (known, is, was) =>
  known.deniesExpired &&
  isUnfinished(known, is, was) &&
  at(is.claimed_at) >= at(was.invalid_since) + DENIED_MS;

const isOld: Rule['when'] = ({ now }, { completed_at }) =>
  now.getTime() > at(completed_at) + RETENTION_DAYS * DAY_MS;

/** The table of a verification's life: there is no other move than these. */
const TABLE: readonly Rule[] = [
  { from: 'nothing', to: 'INITIALIZING', when: wasStarted },
  { from: 'INITIALIZING', to: 'nothing', when: ({ reachedVendor }) => !reachedVendor },
  { from: 'INITIALIZING', to: 'PENDING', when: ({ isIssued }, is) => isIssued(is) },
  { from: 'INITIALIZING', to: 'REJECTED', when: ({ refusals }, is) => refusals.has(is.sub_code ?? '') },
  {
    from: 'INITIALIZING',
    to: 'REJECTED',
    subCode: 'never_started',
    when: (_, is) => at(is.completed_at) >= at(is.initialize_started_at) + LIFETIME_MS,
  },
  { from: 'INITIALIZING', to: 'EXPIRED', subCode: 'erased', when: isForced },
  { from: 'PENDING', to: 'PASSED', when: isDecided('Y') },
  { from: 'PENDING', to: 'FAILED', when: isDecided('N') },
  { from: 'PENDING', to: 'EXPIRED', subCode: 'not_finished', when: isUnfinished },
  { from: 'PENDING', to: 'EXPIRED', subCode: 'transaction_invalid', when: isDenied },
  {
    from: 'PENDING',
    to: 'EXPIRED',
    subCode: 'result_unavailable',
    when: (_, is) => at(is.claimed_at) >= at(is.expires_at) + 30 * DAY_MS,
  },
  { from: 'PENDING', to: 'EXPIRED', subCode: 'erased', when: isForced },
  { from: 'REJECTED', to: 'INITIALIZING', when: wasStarted },
  ...(['PASSED', 'FAILED', 'EXPIRED', 'REJECTED'] as const).map((from): Rule => ({
    from,
    to: 'nothing',
    when: (known, is, was) => known.erasure !== 'none' || isOld(known, is, was),
  })),
];

const nameOf = ({ from, to, subCode }: Rule): string => `${from} → ${to}${subCode ? ` (${subCode})` : ''}`;

/** Every move that there is. */
export const MOVES: readonly string[] = TABLE.map(nameOf);

/**
 * The name of a move in {@link MOVES}.
 *
 * @throws Error for one that the table does not have, or whose condition does not hold
 */
export function allowedMove({ was, is }: Move, known: Known): string {
  const [from, to] = [was?.status ?? 'nothing', is?.status ?? 'nothing'];
  const row = is ?? was;
  if (row === null) throw new Error('nothing has moved');
  const allowed = TABLE.find(
    (rule) =>
      rule.from === from &&
      rule.to === to &&
      (rule.subCode ?? row.sub_code) === row.sub_code &&
      rule.when(known, row, was ?? row),
  );
  if (allowed !== undefined) return nameOf(allowed);
  const decision = JSON.stringify(known.decision(row)) ?? 'nothing';
  throw new Error(
    `${from} → ${to} (${row.sub_code}) must not happen here: at ${known.now.toISOString()} the user has done ${decision}, and the row is ${JSON.stringify(row)}`,
  );
}
