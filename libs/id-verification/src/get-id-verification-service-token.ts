import { IdVerificationService } from './id-verification.service.js';

/**
 * What to inject the service of a named instance by: `@Inject(getIdVerificationServiceToken('kyc'))`. The instance
 * without a name is injected by its class.
 *
 * @publicApi
 */
export function getIdVerificationServiceToken(name = 'default'): typeof IdVerificationService | string {
  return name === 'default' ? IdVerificationService : `IdVerificationService:${name}`;
}
