import { Erasure } from './erasure.entity.js';
import { OutcomeDelivery } from './outcome-delivery.entity.js';
import { OutcomeHandler } from './outcome-handler.entity.js';
import { Quota } from './quota.entity.js';
import { VerificationTransaction } from './verification-transaction.entity.js';

/**
 * The library's entities. A host whose data source lists its entities adds these; with `autoLoadEntities` the module
 * adds them by itself.
 *
 * @publicApi
 */
export const ID_VERIFICATION_ENTITIES = [
  VerificationTransaction,
  OutcomeHandler,
  OutcomeDelivery,
  Erasure,
  Quota,
];
