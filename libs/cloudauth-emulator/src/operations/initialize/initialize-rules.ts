import type { ParameterRule } from '../parameter-rule.js';
import { MERCHANT_BIZ_ID_RULE } from '../transaction-rules.js';
import { metaInfoProblem } from './meta-info.js';

/** The request-parameter table of the vendor's page "Initialize" (native app, liveness), row by row. */
export function initializeRules(products: readonly string[]): readonly ParameterRule[] {
  return [{ name: 'ProductCode', required: true, oneOf: products }, ...RULES];
}

const RULES: readonly ParameterRule[] = [
  { name: 'SceneCode', maxLength: 10, pattern: /^[A-Za-z0-9_]+$/ },
  MERCHANT_BIZ_ID_RULE,
  { name: 'MetaInfo', required: true, check: metaInfoProblem },
  { name: 'MerchantUserId', required: true },
  { name: 'SecurityLevel', oneOf: ['01', '02'] },
  { name: 'Model', oneOf: ['LIVENESS', 'PHOTINUS_LIVENESS'] },
  { name: 'DocVideo', oneOf: ['Y', 'N'] },
  { name: 'CallbackUrl', check: callbackUrlProblem },
  { name: 'CallbackToken' },
  { name: 'AppQualityCheck', oneOf: ['Y', 'N'] },
];

function callbackUrlProblem(value: string): string | undefined {
  return /^https:\/\//i.test(value) && URL.canParse(value)
    ? undefined
    : 'must be an address that starts with https';
}
