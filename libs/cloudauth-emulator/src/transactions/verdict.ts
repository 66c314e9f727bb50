import { callbackModeRule, type CallbackMode } from '../settings/callback-mode.js';
import { oneOf } from '../validation/checks.js';
import { fieldProblems, optional, required, type Fields } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';

/** The verdict with which a verification is finished. */
export interface Verdict {
  readonly passed: 'Y' | 'N';
  /** Default 200 for a pass and 205 (liveness risk) for a failure. */
  readonly subCode?: string;
  /** The mode of this transaction's callback. Default: the setting. */
  readonly callback?: CallbackMode;
}

const digits = (value: unknown) =>
  typeof value === 'string' && /^\d{3,6}$/.test(value) ? undefined : 'be a string of 3 to 6 digits';

const FIELDS: Fields = {
  passed: required(oneOf('Y', 'N')),
  subCode: optional(digits),
  callback: optional(callbackModeRule),
};

/** @throws InvalidInputError when `value` is not a verdict. */
export function assertVerdict(value: unknown): asserts value is Verdict {
  InvalidInputError.throwIfAny('verdict', fieldProblems(value, FIELDS));
}
