import { PickType } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { InitializeVerificationDto } from 'nestjs-id-verification';
import { IfGiven } from 'nestjs-id-verification-http';

/** The body of `POST /operations/deliveries/redeliver`. */
export class RedeliverDto extends PickType(InitializeVerificationDto, ['merchantBizId']) {
  /** One handler; all of the verification's where it is absent. */
  @IfGiven()
  @IsString({ message: '$property must be a text' })
  readonly handler?: string;

  /** The operator's reason; the library has the rule of its content. */
  @IfGiven()
  @IsString({ message: '$property must be a text' })
  readonly reason?: string;
}
