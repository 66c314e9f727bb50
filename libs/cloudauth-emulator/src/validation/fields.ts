import { isRecord } from '../responses/json.js';
import type { Check } from './checks.js';

/** One field that is not as it must be. */
export interface FieldProblem {
  readonly field: string;
  readonly rule: string;
}

/** The fields that an object may have; `required` ones must be there. */
export type Fields = Readonly<Record<string, { readonly check: Check; readonly required?: true }>>;

/** A field that must be there. */
export const required = (check: Check) => ({ check, required: true }) as const;

/** A field that may be absent. */
export const optional = (check: Check) => ({ check }) as const;

/** What is wrong with the fields of `value`; a name that is not known is wrong, because it is most likely misspelt. */
export function fieldProblems(value: unknown, fields: Fields): FieldProblem[] {
  if (!isRecord(value)) return [{ field: '(body)', rule: 'must be an object' }];
  const known = Object.entries(fields).flatMap(([field, { check, required }]) => {
    if (value[field] === undefined) return required ? [{ field, rule: 'is required' }] : [];
    const broken = check(value[field]);
    return broken === undefined ? [] : [{ field, rule: `must ${broken}` }];
  });
  const unknown = Object.keys(value)
    .filter((field) => !Object.hasOwn(fields, field))
    .map((field) => ({ field, rule: `is not known here; known are: ${Object.keys(fields).join(', ')}` }));
  return [...known, ...unknown];
}
