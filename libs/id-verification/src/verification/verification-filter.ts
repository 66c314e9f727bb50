import { IdVerificationValidationError, type FieldError } from '../errors/validation.error.js';
import { VERIFICATION_STATUSES, type VerificationStatus } from '../storage/verification-status.js';
import { pageProblems } from '../validation/page.js';
import { isWellFormedText } from '../validation/well-formed-text.js';

/**
 * Selects verifications to list. All conditions must hold.
 *
 * @publicApi
 */
export interface VerificationFilter {
  readonly status?: VerificationStatus | undefined;
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
  const { status, merchantUserId, createdFrom, createdBefore, limit, cursor } = filter;
  const problems: (FieldError | false)[] = [
    status !== undefined &&
      !VERIFICATION_STATUSES.includes(status) && {
        field: 'status',
        rule: 'isIn',
        message: `status must be one of ${VERIFICATION_STATUSES.join(', ')}`,
      },
    userIdProblem(merchantUserId),
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
  ];
  const errors = problems.filter((problem) => problem !== false);
  if (errors.length > 0) throw new IdVerificationValidationError(errors);
}

/** PostgreSQL knows no time before 4714 BC; its latest is after JavaScript's. */
const EARLIEST_MS = Date.UTC(-4712, 0, 1);

function isInstant(value: unknown): boolean {
  return value === undefined || (value instanceof Date && value.getTime() >= EARLIEST_MS);
}

function userIdProblem(merchantUserId: unknown): FieldError | false {
  return (
    merchantUserId !== undefined &&
    !(isWellFormedText(merchantUserId) && merchantUserId !== '') && {
      field: 'merchantUserId',
      rule: 'isWellFormedText',
      message: 'merchantUserId must be a non-empty, well-formed text',
    }
  );
}

/** @throws IdVerificationValidationError for a span without two valid dates, or a user without a valid id */
export function checkRange(range: {
  readonly from: unknown;
  readonly before: unknown;
  readonly merchantUserId?: unknown;
}): void {
  const { from, before } = range;
  const user = userIdProblem(range.merchantUserId);
  const errors: FieldError[] = Object.entries({ from, before })
    .filter(([, date]) => date === undefined || !isInstant(date))
    .map(([field]) => ({ field, rule: 'isDate', message: `${field} must be a valid Date` }));
  if (user !== false) errors.push(user);
  if (errors.length > 0) throw new IdVerificationValidationError(errors);
}
