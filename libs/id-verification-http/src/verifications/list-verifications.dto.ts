import { IsIn, IsString, Matches } from 'class-validator';
import {
  VERIFICATION_STATUSES,
  type VerificationFilter,
  type VerificationStatus,
} from 'nestjs-id-verification';
import { IfGiven } from '../request/if-given.decorator.js';
import { IsInstant } from '../request/is-instant.decorator.js';

/** The query of `GET /verifications`. A parameter that comes twice arrives as a list and breaks its rule. */
export class ListVerificationsDto {
  @IfGiven()
  @IsIn(VERIFICATION_STATUSES, { message: `$property must be one of ${VERIFICATION_STATUSES.join(', ')}` })
  readonly status?: VerificationStatus;

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
  @Matches(/^([1-9]\d?|100)$/, { message: '$property must be a whole number from 1 to 100' })
  readonly limit?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly cursor?: string;
}

export function toFilter(query: ListVerificationsDto): VerificationFilter {
  const { createdFrom, createdBefore, limit, ...rest } = query;
  return {
    ...rest,
    createdFrom: createdFrom === undefined ? undefined : new Date(createdFrom),
    createdBefore: createdBefore === undefined ? undefined : new Date(createdBefore),
    limit: limit === undefined ? undefined : Number(limit),
  };
}
