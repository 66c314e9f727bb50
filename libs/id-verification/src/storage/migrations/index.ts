import { CreateIdVerification1763856000000 } from './1763856000000-create-id-verification.js';

/**
 * The library's migrations, oldest first.
 *
 * @publicApi
 */
export const ID_VERIFICATION_MIGRATIONS = [CreateIdVerification1763856000000];
