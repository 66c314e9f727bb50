import { Refusal } from '../responses/response.js';
import type { CallParameters } from '../wire/parameters.js';

/** The vendor's rule for one parameter. */
export interface ParameterRule {
  readonly name: string;
  readonly required?: true;
  /** In characters. */
  readonly maxLength?: number;
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
  /** A further check; returns the text of the violated rule. */
  readonly check?: (value: string) => string | undefined;
}

/**
 * The first problem of the parameters: `MissingParameter` if a required one is absent or empty, `InvalidParameter`
 * otherwise. An optional parameter that is empty counts as absent; names without a rule are ignored.
 */
export function checkParameters(
  parameters: CallParameters,
  rules: readonly ParameterRule[],
): Refusal | undefined {
  const missing = rules.find((rule) => rule.required && !parameters[rule.name]);
  if (missing !== undefined)
    return new Refusal('MissingParameter', `Parameter ${missing.name} cannot be empty.`);
  for (const rule of rules) {
    const broken = brokenRule(parameters[rule.name], rule);
    if (broken !== undefined)
      return new Refusal('InvalidParameter', `Invalid parameter ${rule.name}: ${broken}.`);
  }
  return undefined;
}

function brokenRule(value: string | undefined, rule: ParameterRule): string | undefined {
  if (!value) return undefined;
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value))
    return `must be one of ${rule.oneOf.join(', ')}`;
  if (rule.maxLength !== undefined && [...value].length > rule.maxLength)
    return `must not be longer than ${rule.maxLength} characters`;
  if (rule.pattern !== undefined && !rule.pattern.test(value)) return `must match ${rule.pattern.source}`;
  return rule.check?.(value);
}
