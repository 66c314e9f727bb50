import type { Type } from '@nestjs/common';
import { ErasureEntity } from './erasure.entity.js';
import { DeliveryEntity } from './delivery.entity.js';
import { EventEntity } from './event.entity.js';
import { HandlerEntity } from './handler.entity.js';
import { RateLimitEntity } from './rate-limit.entity.js';
import { RollUpChangeEntity, RollUpEntity } from './roll-up.entity.js';
import { VerificationEntity } from './verification.entity.js';

/**
 * The library's entities, for data sources that list their entities; with `autoLoadEntities` they are loaded
 * automatically.
 *
 * @publicApi
 */
export const ID_VERIFICATION_ENTITIES: Type[] = [
  VerificationEntity,
  HandlerEntity,
  DeliveryEntity,
  ErasureEntity,
  EventEntity,
  RateLimitEntity,
  RollUpEntity,
  RollUpChangeEntity,
];
