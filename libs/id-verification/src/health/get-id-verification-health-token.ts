import { IdVerificationHealthIndicator } from './id-verification.health.js';

/**
 * What to inject the health indicator of a named instance by: `@Inject(getIdVerificationHealthToken('kyc'))`. That of
 * the instance without a name is injected by its class.
 *
 * @publicApi
 */
export function getIdVerificationHealthToken(
  name = 'default',
): typeof IdVerificationHealthIndicator | string {
  return name === 'default' ? IdVerificationHealthIndicator : `IdVerificationHealthIndicator:${name}`;
}
