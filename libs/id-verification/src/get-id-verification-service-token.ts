import { IdVerificationService } from './id-verification.service.js';

/**
 * The injection token of a named instance's service, for `app.get()` and for tests; classes use
 * {@link InjectIdVerification}. The token of the instance without a name is the class.
 *
 * @publicApi
 */
export function getIdVerificationServiceToken(name = 'default'): typeof IdVerificationService | string {
  return name === 'default' ? IdVerificationService : `IdVerificationService:${name}`;
}
