import type { ParameterRule } from '../parameter-rule.js';
import { MERCHANT_BIZ_ID_RULE } from '../transaction-rules.js';
import { metaInfoProblem } from './meta-info.js';

/** The request-parameter table of the vendor's page "Initialize" (native app, liveness), row by row. */
export function initializeRules(products: readonly string[]): readonly ParameterRule[] {
  return [{ name: 'ProductCode', required: true, oneOf: products }, ...RULES, ...FURTHER_RULES];
}

/** The page has the first two; the third is that of the SDK's request model, and inferred for products other than the page's. */
export function modelRule(product: string | undefined): ParameterRule {
  const models = ['LIVENESS', 'PHOTINUS_LIVENESS'];
  return { name: 'Model', oneOf: product === 'FACE_LIVENESS' ? models : [...models, 'TEMPLATE'] };
}

const RULES: readonly ParameterRule[] = [
  { name: 'SceneCode', maxLength: 10, pattern: /^[A-Za-z0-9_]+$/ },
  MERCHANT_BIZ_ID_RULE,
  { name: 'MetaInfo', required: true, check: metaInfoProblem },
  { name: 'MerchantUserId', required: true },
  { name: 'SecurityLevel', oneOf: ['01', '02'] },
  { name: 'DocVideo', oneOf: ['Y', 'N'] },
  { name: 'CallbackUrl', check: callbackUrlProblem },
  { name: 'CallbackToken' },
  { name: 'AppQualityCheck', oneOf: ['Y', 'N'] },
];

/** Parameters that only the SDK's request model documents. */
const FURTHER_RULES: readonly ParameterRule[] = [
  { name: 'ReturnUrl', pattern: /^https?:\/\//i },
  { name: 'StyleConfig', check: metaInfoProblem },
  { name: 'ShowGuidePage', oneOf: ['0', '1'] },
  { name: 'ProcedurePriority', oneOf: ['url', 'keep'] },
  { name: 'ChameleonFrameEnable', oneOf: ['Y', 'N'] },
  { name: 'TemplateConfig', pattern: /^0[1-7](,0[1-7]){0,2}$/ },
  { name: 'TemplateType', oneOf: ['Seq', 'Ran'] },
  { name: 'TemplateRanCount', oneOf: ['2', '3'] },
];

function callbackUrlProblem(value: string): string | undefined {
  return /^https:\/\//i.test(value) && URL.canParse(value)
    ? undefined
    : 'must be an address that starts with https';
}
