import { IsIn } from 'class-validator';
import { IfGiven } from 'nestjs-id-verification-http';

/** The query of `DELETE /verifications/:merchantBizId`. */
export class EraseVerificationDto {
  /** Ends an open verification as expired first. */
  @IfGiven()
  @IsIn(['true', 'false'], { message: '$property must be true or false' })
  readonly force?: 'true' | 'false';
}
