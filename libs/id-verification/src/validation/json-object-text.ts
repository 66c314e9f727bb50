import { ValidateBy } from 'class-validator';
import { isObject, parseObject } from './json-object.js';

/** The kind of a text, parsed as JSON. */
type JsonTextKind = 'object' | 'encoded-twice' | 'other-json' | 'not-json';

/** Distinguishes a JSON object from common mistakes. */
function jsonTextKind(text: string): JsonTextKind {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return 'object';
    return typeof value === 'string' && parseObject(value) !== undefined ? 'encoded-twice' : 'other-json';
  } catch {
    return 'not-json';
  }
}

const MESSAGES: Readonly<Record<Exclude<JsonTextKind, 'object'>, string>> = {
  'not-json': '$property must be the JSON text of an object',
  'other-json': '$property must be the JSON text of an object, not of another value',
  'encoded-twice': '$property is JSON text encoded twice; call JSON.stringify only once',
};

/** The JSON text of an object. class-validator's IsJSON accepts arrays and numbers too. */
export function IsJsonObjectText(): PropertyDecorator {
  return ValidateBy({
    name: 'isJsonObjectText',
    validator: {
      validate: (value) => typeof value === 'string' && jsonTextKind(value) === 'object',
      defaultMessage: (validation) => {
        const value: unknown = validation?.value;
        const kind = typeof value === 'string' ? jsonTextKind(value) : 'not-json';
        return kind === 'object' ? '' : MESSAGES[kind];
      },
    },
  });
}
