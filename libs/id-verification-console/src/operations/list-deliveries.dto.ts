import { PickType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { DeliveryFilter } from 'nestjs-id-verification';
import { IfGiven, ListVerificationsDto } from 'nestjs-id-verification-http';
import { toPage } from './list-erasures.dto.js';

/** The query of `GET /operations/deliveries`. */
export class ListDeliveriesDto extends PickType(ListVerificationsDto, ['limit', 'cursor']) {
  @IfGiven()
  @IsIn(['PENDING', 'DEAD_LETTERED'], { message: '$property must be one of PENDING, DEAD_LETTERED' })
  readonly state?: DeliveryFilter['state'];
}

export function toDeliveryFilter({ state = 'DEAD_LETTERED', ...page }: ListDeliveriesDto): DeliveryFilter {
  return { state, ...toPage(page) };
}
