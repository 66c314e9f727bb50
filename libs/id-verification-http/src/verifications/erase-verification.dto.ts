import { IsIn } from 'class-validator';
import { IfGiven } from '../request/if-given.decorator.js';

/**
 * The query of an erasure.
 *
 * @publicApi
 */
export class EraseVerificationDto {
  /** Ends an open verification as expired first. */
  @IfGiven()
  @IsIn(['true', 'false'], { message: '$property must be true or false' })
  readonly force?: 'true' | 'false';
}
