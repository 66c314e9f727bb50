import { ValidateBy } from 'class-validator';
import { isObject } from './json-object.js';

/** The kind of a text, parsed as JSON. */
export type JsonTextKind = 'object' | 'encoded-twice' | 'other-json' | 'not-json';

/** Distinguishes a JSON object from common mistakes. */
function jsonTextKind(value: string): JsonTextKind {
  const parsed = parse(value);
  if (parsed === undefined) return 'not-json';
  if (typeof parsed.json === 'string') {
    const inner = parse(parsed.json);
    return inner !== undefined && isObject(inner.json) ? 'encoded-twice' : 'other-json';
  }
  return isObject(parsed.json) ? 'object' : 'other-json';
}

function parse(value: string): { json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(value);
    return { json };
  } catch {
    return undefined;
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
