import { isRecord } from '../responses/json.js';
import { either, integer, number, object, oneOf, text } from '../validation/checks.js';
import { fieldProblems, optional, required, type FieldProblem, type Fields } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import type { Fault, FaultEffect } from './fault.js';

const MAX_WAIT_MS = 3600_000;
const status = integer(200, 599);
const wait = number(0, MAX_WAIT_MS);
const partLength = optional(integer(0));
const pieces = { bytes: required(integer(1)), intervalMs: required(wait) };
const headerText = (value: unknown) =>
  typeof value === 'string' && /^[\x20-\x7e]{1,2000}$/.test(value)
    ? undefined
    : 'be printable ASCII of at most 2000 characters';

const MATCH_FIELDS: Fields = {
  action: optional(text(100)),
  times: optional(either(integer(1), oneOf('forever'))),
  probability: optional(number(0, 1)),
};

const FIELDS_OF_KIND: Readonly<Record<FaultEffect['kind'], Fields>> = {
  latency: { ms: required(either(wait, waitRange)) },
  vendorCode: { code: required(text(100)), httpStatus: optional(status), message: optional(text()) },
  throttling: {
    code: optional(oneOf('Throttling.Api', 'Throttling.User')),
    retryAfterMs: optional(integer(0)),
  },
  rawResponse: {
    status: required(status),
    body: required(text(10_000_000)),
    contentType: optional(headerText),
  },
  redirect: { status: optional(integer(300, 399)), location: optional(headerText) },
  resetBeforeResponse: {},
  hang: {},
  okWithCode: { code: required(text(100)), message: optional(text()) },
  withoutTransactionId: {},
  mergeBody: { body: required(object) },
  loseResponse: {},
  cutBody: { sentBytes: partLength },
  resetInBody: { sentBytes: partLength },
  gzipBody: {},
  slowHead: pieces,
  dripBody: pieces,
};

function waitRange(value: unknown): string | undefined {
  const rule = `be an object { min, max } with 0 <= min <= max <= ${MAX_WAIT_MS}`;
  if (fieldProblems(value, { min: required(wait), max: required(wait) }).length > 0 || !isRecord(value))
    return rule;
  return Number(value['min']) <= Number(value['max']) ? undefined : rule;
}

/** The problems of a fault. */
export function faultProblems(value: unknown): FieldProblem[] {
  if (!isRecord(value)) return [{ field: '(body)', rule: 'must be an object' }];
  const kinds = Object.keys(FIELDS_OF_KIND);
  const fields = Object.entries(FIELDS_OF_KIND).find(([kind]) => kind === value['kind'])?.[1];
  if (fields === undefined) return [{ field: 'kind', rule: `must be one of ${kinds.join(', ')}` }];
  return fieldProblems(value, { kind: required(oneOf(...kinds)), ...fields, ...MATCH_FIELDS });
}

/** @throws InvalidInputError when `value` is not a fault. */
export function assertFault(value: unknown): asserts value is Fault {
  InvalidInputError.throwIfAny('fault', faultProblems(value));
}
