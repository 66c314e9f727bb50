import { isObject } from '../../validation/json-object.js';
import { ValidateBy, ValidateIf } from 'class-validator';
import { isWellFormedText } from '../../validation/well-formed-text.js';
import { REQUEST_PARAMETERS } from '../../contract/from-vendor-table.decorator.js';

const TABLE_NAMES = new Set(Object.values(REQUEST_PARAMETERS).map(({ wireName }) => wireName.toLowerCase()));

/** Names that the vendor's gateway reads: they would change the call itself. */
const GATEWAY_NAMES = new Set([
  'action',
  'version',
  'format',
  'accesskeyid',
  'signature',
  'signaturemethod',
  'signaturenonce',
  'signatureversion',
  'signaturetype',
  'securitytoken',
  'timestamp',
  'regionid',
]);

/** A map of wire names to texts, without names of the parameter table or of the gateway. */
export function IsExtraParameters(): PropertyDecorator {
  const check = ValidateBy({
    name: 'isExtraParameters',
    validator: {
      validate: (value) => extraParametersProblem(value) === undefined,
      defaultMessage: (validation) => `$property ${extraParametersProblem(validation?.value) ?? ''}`,
    },
  });
  const whenPresent = ValidateIf((_, value) => value !== undefined);
  return (target, property) => {
    check(target, property);
    whenPresent(target, property);
  };
}

function extraParametersProblem(value: unknown): string | undefined {
  if (!isObject(value)) {
    return 'must be an object of strings by wire name';
  }
  for (const [name, text] of Object.entries(value)) {
    if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name)) return 'has a name that is not made of letters and digits';
    if (TABLE_NAMES.has(name.toLowerCase())) return `must not hold ${name}: it has a field of its own`;
    if (GATEWAY_NAMES.has(name.toLowerCase())) return `must not hold ${name}: the signature needs it`;
    if (!isWellFormedText(text) || text === '') return `must hold a non-empty, well-formed text for ${name}`;
  }
  return undefined;
}
