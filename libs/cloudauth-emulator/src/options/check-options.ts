import { isRecord } from '../responses/json.js';
import { SETTING_FIELDS } from '../settings/check-settings.js';
import { flag, integer, number, type Check } from '../validation/checks.js';
import { fieldProblems, optional, required, type Fields } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import type { EmulatorOptions } from './options.js';

const aFunction: Check = (value) => (typeof value === 'function' ? undefined : 'be a function');
const someText: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'be a string that is not empty';

/** An http or https address without path, query or credentials. */
export const origin: Check = (value) => {
  if (typeof value === 'string' && URL.canParse(value)) {
    const url = new URL(value);
    if (/^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return undefined;
  }
  return 'be an origin such as http://127.0.0.1:3000, without a path';
};

const KEY_FIELDS: Fields = {
  id: required(someText),
  secret: required(someText),
  securityToken: optional(someText),
  securityTokenExpiresAt: optional(number(0)),
  account: optional(someText),
};

const accessKeys: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return 'be a list with at least one { id, secret }';
  const [problem] = value.flatMap((key: unknown) => fieldProblems(key, KEY_FIELDS));
  if (problem !== undefined) return `hold only keys whose ${problem.field} ${problem.rule}`;
  const ids = value.filter(isRecord).map((key) => key['id']);
  return new Set(ids).size === ids.length ? undefined : 'hold every id only once';
};

const OPTION_FIELDS: Fields & Record<keyof EmulatorOptions, Fields[string]> = {
  ...SETTING_FIELDS,
  accessKeys: required(accessKeys),
  port: optional(integer(0, 65_535)),
  host: optional(someText),
  publicUrl: optional(origin),
  stateFile: optional(someText),
  forwardTo: optional(origin),
  seed: optional(integer(Number.MIN_SAFE_INTEGER)),
  now: optional(aFunction),
  keepAliveTimeoutMs: optional(integer(1, 3600_000)),
  announceKeepAlive: optional(flag),
  requestLogSize: optional(integer(0, 10_000_000)),
  maxBodyBytes: optional(integer(0, 1024 ** 3)),
  maxHeadBytes: optional(integer(1024, 16 * 1024 ** 2)),
  callbackTimeoutMs: optional(integer(1, 600_000)),
  log: optional(aFunction),
};

/** @throws InvalidInputError that names the option and its rule, never its value. */
export function checkOptions(options: EmulatorOptions): void {
  InvalidInputError.throwIfAny('options', fieldProblems(options, OPTION_FIELDS));
}
