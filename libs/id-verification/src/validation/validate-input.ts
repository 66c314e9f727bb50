import { isObject } from './json-object.js';
import type { Type } from '@nestjs/common';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { assertValid, invalidField, type FieldError } from '../errors/validation.error.js';

/**
 * Validates input against the class-validator rules of a class, and rejects unknown fields, including those named like
 * members of Object.prototype.
 *
 * @publicApi
 * @returns an instance of the class
 * @throws IdVerificationValidationError with each field and rule, and never a value
 */
export async function validateInput<T extends object>(type: Type<T>, input: unknown): Promise<T> {
  if (!isObject(input)) throw invalidField('', 'isObject', 'the request must be an object');
  const known = knownFields(type);
  const unknown = Object.keys(input).filter((field) => !known.has(field));
  const instance = Object.assign(
    new type(),
    Object.fromEntries(Object.entries(input).filter(([field]) => known.has(field))),
  );
  assertValid([...unknown.map(unknownField), ...(await validate(instance)).flatMap(fieldErrors)]);
  return instance;
}

/** Repeats the field's name in the message only if it looks like a name. */
function unknownField(field: string): FieldError {
  const message = /^[\w.-]{1,64}$/.test(field)
    ? `${field} is not a field of the request`
    : 'the request holds a field that does not exist';
  return { field: field.slice(0, 64), rule: 'unknownField', message };
}

function knownFields(type: Type<object>): Set<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, type.name, false, false);
  return new Set(rules.map(({ propertyName }) => propertyName));
}

/** Rules that make a field's other failed rules irrelevant. */
const DECISIVE_RULES = ['isDefined', 'isString', 'isNotEmpty'];

function fieldErrors({ property, value, constraints = {} }: ValidationError): FieldError[] {
  const broken = Object.keys(constraints);
  const decisive = DECISIVE_RULES.find((rule) => broken.includes(rule));
  return (decisive === undefined ? broken : [decisive]).map((rule) => ({
    field: property,
    rule,
    // A null field is not missing, and may be optional.
    message:
      decisive === 'isDefined' && value === null
        ? `${property} must not be null`
        : (constraints[rule] ?? `${property} is not valid`),
  }));
}
