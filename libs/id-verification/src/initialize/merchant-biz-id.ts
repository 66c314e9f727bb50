import { v7 as uuidv7 } from 'uuid';

/**
 * A new MerchantBizId: 32 letters and digits, unique, and sorted by the time at which it was made. It is a UUID of
 * version 7 without its dashes, which the vendor does not allow.
 *
 * @publicApi
 */
export function newMerchantBizId(): string {
  return uuidv7().replaceAll('-', '');
}
