import { IdVerificationHealthIndicator } from './id-verification.health.js';

/**
 * The injection token of a named instance's health indicator: `@Inject(getIdVerificationHealthToken('kyc'))`. The token
 * of the instance without a name is the class.
 *
 * @publicApi
 */
export function getIdVerificationHealthToken(
  name = 'default',
): typeof IdVerificationHealthIndicator | string {
  return name === 'default' ? IdVerificationHealthIndicator : `IdVerificationHealthIndicator:${name}`;
}
