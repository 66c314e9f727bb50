import { isRecord } from '../responses/json.js';
import type { Check } from './checks.js';

/** One invalid field. */
export interface FieldProblem {
  readonly field: string;
  readonly rule: string;
}

/** The fields of an object. */
export type Fields = Readonly<Record<string, { readonly check: Check; readonly required?: true }>>;

/** A required field. */
export const required = (check: Check) => ({ check, required: true }) as const;

/** An optional field. */
export const optional = (check: Check) => ({ check }) as const;

/** The problems of the fields of `value`; an unknown name is one, because it is probably misspelt. */
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
