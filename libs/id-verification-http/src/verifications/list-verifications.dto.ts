import { IsString, Matches } from 'class-validator';
import {
  PAGE_LIMIT,
  VERIFICATION_REASONS,
  VERIFICATION_STATUSES,
  type VerificationFilter,
} from 'nestjs-id-verification';
import { IfGiven } from '../request/if-given.decorator.js';
import { IsInstant } from '../request/is-instant.decorator.js';
import { IsListOf, listed } from '../request/is-list-of.decorator.js';

/**
 * The query of `GET /verifications`. A parameter that comes twice arrives as a list and breaks its rule.
 *
 * @publicApi
 */
export class ListVerificationsDto {
  @IfGiven()
  @IsListOf(VERIFICATION_STATUSES)
  readonly status?: string;

  @IfGiven()
  @IsListOf(VERIFICATION_REASONS)
  readonly reason?: string;

  /** The vendor's id of the flow. */
  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly transactionId?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly productCode?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly tenant?: string;

  /** The caller's own id of the user. */
  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly merchantUserId?: string;

  @IfGiven()
  @IsInstant()
  readonly createdFrom?: string;

  @IfGiven()
  @IsInstant()
  readonly createdBefore?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  @Matches(/^([1-9]\d?|100)$/, {
    message: `$property must be a whole number from ${PAGE_LIMIT.minimum} to ${PAGE_LIMIT.maximum}, ${PAGE_LIMIT.default} by default`,
  })
  readonly limit?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly cursor?: string;
}

export function toFilter(query: ListVerificationsDto): VerificationFilter {
  const { status, reason, createdFrom, createdBefore, limit, ...rest } = query;
  return {
    ...rest,
    statuses: listed(VERIFICATION_STATUSES, status),
    reasons: listed(VERIFICATION_REASONS, reason),
    createdFrom: createdFrom === undefined ? undefined : new Date(createdFrom),
    createdBefore: createdBefore === undefined ? undefined : new Date(createdBefore),
    limit: limit === undefined ? undefined : Number(limit),
  };
}
