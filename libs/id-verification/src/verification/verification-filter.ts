import { assertValid, type FieldError } from '../errors/validation.error.js';
import {
  STATUSES_OF,
  VERIFICATION_REASONS,
  type VerificationReason,
} from '../storage/verification-reason.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from '../storage/verification-status.js';
import type { VerificationQuery } from '../storage/verification.store.js';
import { pageProblems } from '../validation/page.js';
import { isWellFormedText } from '../validation/well-formed-text.js';

/**
 * Selects verifications to list. All conditions must hold.
 *
 * @publicApi
 */
export interface VerificationFilter {
  /** One of these statuses. */
  readonly statuses?: readonly VerificationStatus[] | undefined;
  /** One of these reasons. */
  readonly reasons?: readonly VerificationReason[] | undefined;
  /** The vendor's id of the flow. */
  readonly transactionId?: string | undefined;
  readonly productCode?: string | undefined;
  /** With the account of this tenant. */
  readonly tenant?: string | undefined;
  /** The plain id of the user; only its hash is sent to the database. */
  readonly merchantUserId?: string | undefined;
  /** Created at this time or later. */
  readonly createdFrom?: Date | undefined;
  /** Created before this time. */
  readonly createdBefore?: Date | undefined;
  /** The page size, 1 to 100. @default 20 */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string | undefined;
}

/** @throws IdVerificationValidationError */
export function checkFilter(filter: VerificationFilter): void {
  const { statuses, reasons, transactionId, productCode, tenant, merchantUserId } = filter;
  const { createdFrom, createdBefore, limit, cursor } = filter;
  assertValid([
    listProblem('statuses', statuses, VERIFICATION_STATUSES),
    listProblem('reasons', reasons, VERIFICATION_REASONS),
    textProblem('transactionId', transactionId),
    textProblem('productCode', productCode),
    textProblem('tenant', tenant),
    textProblem('merchantUserId', merchantUserId),
    !isInstant(createdFrom) && {
      field: 'createdFrom',
      rule: 'isDate',
      message: 'createdFrom must be a valid Date',
    },
    !isInstant(createdBefore) && {
      field: 'createdBefore',
      rule: 'isDate',
      message: 'createdBefore must be a valid Date',
    },
    ...pageProblems({ limit, cursor }),
  ]);
}

/** PostgreSQL knows no time before 4714 BC; its latest is after JavaScript's. */
const EARLIEST_MS = Date.UTC(-4712, 0, 1);

function isInstant(value: unknown): boolean {
  return value === undefined || (value instanceof Date && value.getTime() >= EARLIEST_MS);
}

function listProblem(field: string, list: unknown, known: readonly string[]): FieldError | false {
  const isValid = Array.isArray(list) && list.length > 0 && list.every((value) => known.includes(value));
  if (list === undefined || isValid) return false;
  return { field, rule: 'isIn', message: `${field} must be a list of ${known.join(', ')}` };
}

function textProblem(field: string, text: unknown): FieldError | false {
  if (text === undefined || (isWellFormedText(text) && text !== '')) return false;
  return { field, rule: 'isWellFormedText', message: `${field} must be a non-empty, well-formed text` };
}

/** The distinct statuses, and the reasons that one of them can have. */
export function wantedEnds({
  statuses,
  reasons,
}: Pick<VerificationFilter, 'statuses' | 'reasons'>): Pick<VerificationQuery, 'statuses' | 'reasons'> {
  const wanted = statuses && [...new Set(statuses)];
  const isPossible = (reason: VerificationReason): boolean =>
    wanted === undefined || STATUSES_OF[reason].some((status) => wanted.includes(status));
  return { statuses: wanted, reasons: reasons && [...new Set(reasons)].filter(isPossible) };
}

/** @throws IdVerificationValidationError for a span without two valid dates, or a user without a valid id */
export function checkRange(range: {
  readonly from: unknown;
  readonly before: unknown;
  readonly merchantUserId?: unknown;
}): void {
  const { from, before } = range;
  const dates = Object.entries({ from, before })
    .filter(([, date]) => date === undefined || !isInstant(date))
    .map(([field]) => ({ field, rule: 'isDate', message: `${field} must be a valid Date` }));
  assertValid([...dates, textProblem('merchantUserId', range.merchantUserId)]);
}
