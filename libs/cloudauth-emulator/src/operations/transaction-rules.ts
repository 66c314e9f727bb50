import type { ParameterRule } from './parameter-rule.js';

/** The vendor's own id of a verification; opaque, so nothing but its presence is checked. */
export const TRANSACTION_ID_RULE: ParameterRule = { name: 'TransactionId', required: true };

/** The caller's id of a verification, in the format that Initialize demands. */
export const MERCHANT_BIZ_ID_RULE: ParameterRule = {
  name: 'MerchantBizId',
  required: true,
  maxLength: 32,
  pattern: /^[A-Za-z0-9]+$/,
};
