import { v7 as uuidv7 } from 'uuid';
import { INITIALIZE_PARAMETERS } from './products/index.js';

/**
 * A new MerchantBizId: 32 letters and digits, unique and sorted by time. It is a UUID of version 7 without dashes,
 * which the vendor does not allow.
 *
 * @publicApi
 */
export function newMerchantBizId(): string {
  return uuidv7().replaceAll('-', '');
}

/** Whether a value is a valid MerchantBizId. An invalid one cannot be stored, so no statement is needed to find it. */
export function isMerchantBizId(value: unknown): value is string {
  const { characters, maxLength } = INITIALIZE_PARAMETERS.merchantBizId;
  return typeof value === 'string' && value.length <= maxLength && characters.pattern.test(value);
}
