import { IsDefined, IsIn, IsNotEmpty, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { IsHttpsUrl } from '../validation/https-url.js';
import { IsJsonObjectText } from '../validation/json-object-text.js';
import { IsWellFormedText } from '../validation/well-formed-text.js';
import type { InitializeParameter } from './initialize-parameters.js';
import { FURTHER_PARAMETERS } from './further-parameters.js';
import { INITIALIZE_PARAMETERS } from './products/index.js';
import { IsWebUrl } from '../validation/web-url.js';

/** The parameters of every request, by field name. */
export const REQUEST_PARAMETERS = { ...INITIALIZE_PARAMETERS, ...FURTHER_PARAMETERS };

/** Applies the rules of the parameter table to the property of the same name. */
export function FromVendorTable(): (target: object, property: keyof typeof REQUEST_PARAMETERS) => void {
  return (target, property) => {
    for (const rule of parameterRules(REQUEST_PARAMETERS[property])) rule(target, property);
  };
}

/** The rules of one row. */
export function parameterRules(parameter: InitializeParameter): PropertyDecorator[] {
  const { required, values, maxLength, characters, format } = parameter;
  return [
    // Not IsOptional, which would let null through.
    required
      ? IsDefined({ message: '$property is required' })
      : ValidateIf((_, value) => value !== undefined),
    IsString({ message: '$property must be a string' }),
    IsNotEmpty({ message: '$property must not be empty' }),
    IsWellFormedText(),
    ...(values === undefined ? [] : [IsIn(values, { message: `$property must be ${values.join(' or ')}` })]),
    ...(maxLength === undefined
      ? []
      : [MaxLength(maxLength, { message: `$property must be at most ${maxLength} characters long` })]),
    ...(characters === undefined
      ? []
      : [Matches(characters.pattern, { message: `$property may hold only ${characters.inWords}` })]),
    ...(format === 'json-object' ? [IsJsonObjectText()] : []),
    ...(format === 'https-url' ? [IsHttpsUrl()] : []),
    ...(format === 'web-url' ? [IsWebUrl()] : []),
  ];
}
