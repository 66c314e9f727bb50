import { PickType } from '@nestjs/swagger';
import type { PageRequest } from 'nestjs-id-verification';
import { ListVerificationsDto } from 'nestjs-id-verification-http';

/** The query of `GET /operations/erasures`. */
export class ListErasuresDto extends PickType(ListVerificationsDto, ['limit', 'cursor']) {}

export function toPage({ limit, cursor }: ListErasuresDto): PageRequest {
  return { cursor, limit: limit === undefined ? undefined : Number(limit) };
}
