import { number, oneOf, flag } from '../validation/checks.js';
import { fieldProblems, optional, required, type Fields } from '../validation/fields.js';
import { isRecord } from '../responses/json.js';

/**
 * How callbacks go out.
 * - `onTime`: at once.
 * - `delayed`: after `delayMs`.
 * - `doubled`: twice, `gapMs` apart (default 0).
 * - `lost`: never; recorded as lost.
 * - `outOfOrder`: held until another transaction's callback has gone out, at most `maxHoldMs` (default 1000).
 * - `forged`: with another token or with the opposite verdict; the genuine one follows when `genuineToo` is set.
 */
export type CallbackMode =
  | { readonly mode: 'onTime' }
  | { readonly mode: 'delayed'; readonly delayMs: number }
  | { readonly mode: 'doubled'; readonly gapMs?: number }
  | { readonly mode: 'lost' }
  | { readonly mode: 'outOfOrder'; readonly maxHoldMs?: number }
  | { readonly mode: 'forged'; readonly change: 'callbackToken' | 'passed'; readonly genuineToo?: boolean };

const HOUR_MS = 3600_000;
const wait = number(0, HOUR_MS);

const FIELDS_OF_MODE: Readonly<Record<CallbackMode['mode'], Fields>> = {
  onTime: {},
  delayed: { delayMs: required(wait) },
  doubled: { gapMs: optional(wait) },
  lost: {},
  outOfOrder: { maxHoldMs: optional(wait) },
  forged: { change: required(oneOf('callbackToken', 'passed')), genuineToo: optional(flag) },
};

/** The rule that a value breaks as a callback mode, in words that follow "must". */
export function callbackModeRule(value: unknown): string | undefined {
  if (!isRecord(value)) return 'be an object with mode';
  const { mode, ...rest } = value;
  const fields = Object.entries(FIELDS_OF_MODE).find(([name]) => name === mode)?.[1];
  if (fields === undefined) return `have a mode that is one of ${Object.keys(FIELDS_OF_MODE).join(', ')}`;
  const [problem] = fieldProblems(rest, fields);
  return problem && `be valid for mode ${String(mode)}: ${problem.field} ${problem.rule}`;
}
