import { IsBoolean, IsString } from 'class-validator';
import { IfGiven } from 'nestjs-id-verification-http';

/** The body of an operator's action: addresses are logged, and so no place for a reason. */
export class OperatorReasonDto {
  /** The library has the rule of its content. */
  @IfGiven()
  @IsString({ message: '$property must be a text' })
  readonly reason?: string;
}

/** The body of an operator's erasure. */
export class EraseWithReasonDto extends OperatorReasonDto {
  /** Ends an open verification as expired first. */
  @IfGiven()
  @IsBoolean({ message: '$property must be true or false' })
  readonly force?: boolean;
}
