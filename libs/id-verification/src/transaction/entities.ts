import { VerificationTransaction } from './verification-transaction.entity.js';

/**
 * The library's entities. A host whose data source lists its entities adds these; with `autoLoadEntities` the module
 * adds them by itself.
 *
 * @publicApi
 */
export const ID_VERIFICATION_ENTITIES = [VerificationTransaction];
