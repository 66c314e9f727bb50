import { CreateVerificationTransaction1763856000000 } from './1763856000000-create-verification-transaction.js';
import { CreateOutcomeDelivery1763856100000 } from './1763856100000-create-outcome-delivery.js';
import { CreateErasure1763856200000 } from './1763856200000-create-erasure.js';
import { CreateQuota1763856300000 } from './1763856300000-create-quota.js';
import { CountThrottled1763856400000 } from './1763856400000-count-throttled.js';
import { IndexDeliveriesByHandler1763856500000 } from './1763856500000-index-deliveries-by-handler.js';

/**
 * The library's migrations, oldest first.
 *
 * @publicApi
 */
export const ID_VERIFICATION_MIGRATIONS = [
  CreateVerificationTransaction1763856000000,
  CreateOutcomeDelivery1763856100000,
  CreateErasure1763856200000,
  CreateQuota1763856300000,
  CountThrottled1763856400000,
  IndexDeliveriesByHandler1763856500000,
];
