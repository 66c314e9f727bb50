import { callbackModeRule } from './callback-mode.js';
import { either, flag, integer, number, objectOf, oneOf, type Check } from '../validation/checks.js';
import { fieldProblems, optional, type Fields } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import type { EmulatorSettings } from './settings.js';

const productCodes: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((code) => /^[A-Z0-9_]{1,64}$/.test(String(code)))
    ? undefined
    : 'be a list of product codes';

const calls = integer(0, 1_000_000);

/** The rule of each setting. */
export const SETTING_FIELDS: Fields & Record<keyof EmulatorSettings, Fields[string]> = {
  qps: optional(either(calls, objectOf(calls))),
  otherClientsQps: optional(either(calls, objectOf(calls))),
  transactionLifetimeMs: optional(number(1, 365 * 24 * 3600_000)),
  expiredResponse: optional(oneOf('ProcessNotCompleted', 'TransactionIdInvalid')),
  products: optional(productCodes),
  deleteSupported: optional(flag),
  deleteSuccessCode: optional(oneOf('200', 'Success')),
  repeatedDeleteResponse: optional(oneOf('Success', 'TransactionIdInvalid')),
  singleUseUrl: optional(flag),
  checkCallbackUrl: optional(flag),
  callbackNames: optional(oneOf('example', 'prose')),
  callbackMode: optional(callbackModeRule),
};

/** @throws InvalidInputError when a setting is not known or breaks its rule. */
export function assertSettings(value: unknown): asserts value is Partial<EmulatorSettings> {
  InvalidInputError.throwIfAny('settings', fieldProblems(value, SETTING_FIELDS));
}
