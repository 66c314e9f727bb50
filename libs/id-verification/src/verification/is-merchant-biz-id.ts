import { INITIALIZE_PARAMETERS } from '../initialize/initialize-parameters.js';

/** Whether a value can be a MerchantBizId at all; what cannot is on no record, and need not be looked for. */
export function isMerchantBizId(value: unknown): value is string {
  const { characters, maxLength } = INITIALIZE_PARAMETERS.merchantBizId;
  return typeof value === 'string' && value.length <= maxLength && characters.pattern.test(value);
}
