import { ValidateBy } from 'class-validator';
import { jsonTextKind, type JsonTextKind } from './json-object-text.js';

const MESSAGES: Readonly<Record<Exclude<JsonTextKind, 'object'>, string>> = {
  'not-json': '$property must be the JSON text of an object',
  'other-json': '$property must be the JSON text of an object, not of another value',
  'encoded-twice': '$property is JSON text encoded twice; call JSON.stringify only once',
};

/** The JSON text of an object. class-validator's own IsJSON takes arrays and numbers too. */
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
