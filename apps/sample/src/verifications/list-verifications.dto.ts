import { IsIn, IsString, Matches } from 'class-validator';
import {
  VERIFICATION_STATUSES,
  type VerificationFilter,
  type VerificationStatus,
} from 'nestjs-id-verification';
import { IfGiven } from './if-given.decorator.js';

/** The query of `GET /verifications`. A parameter that comes twice arrives as a list and breaks its rule. */
export class ListVerificationsDto {
  @IfGiven()
  @IsIn(VERIFICATION_STATUSES, { message: `$property must be one of ${VERIFICATION_STATUSES.join(', ')}` })
  readonly status?: VerificationStatus;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  @Matches(/^([1-9]\d?|100)$/, { message: '$property must be a whole number from 1 to 100' })
  readonly limit?: string;

  @IfGiven()
  @IsString({ message: '$property must be given once' })
  readonly cursor?: string;
}

export function toFilter({ status, limit, cursor }: ListVerificationsDto): VerificationFilter {
  return { status, cursor, limit: limit === undefined ? undefined : Number(limit) };
}
