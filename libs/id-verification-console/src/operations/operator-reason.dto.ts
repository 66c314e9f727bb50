import { IsString, MaxLength } from 'class-validator';
import { EraseVerificationDto, IfGiven } from 'nestjs-id-verification-http';

/** The query of an operator's action. */
export class OperatorReasonDto {
  @IfGiven()
  @IsString({ message: '$property must be given once' })
  @MaxLength(500)
  readonly reason?: string;
}

/** The query of an operator's erasure. */
export class EraseWithReasonDto extends EraseVerificationDto {
  @IfGiven()
  @IsString({ message: '$property must be given once' })
  @MaxLength(500)
  readonly reason?: string;
}
