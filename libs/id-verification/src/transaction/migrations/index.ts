import { CreateVerificationTransaction1763856000000 } from './1763856000000-create-verification-transaction.js';

/**
 * The library's migrations, oldest first.
 *
 * @publicApi
 */
export const ID_VERIFICATION_MIGRATIONS = [CreateVerificationTransaction1763856000000];
