import type { SchemaObject } from '@nestjs/swagger';
import type { InitializeParameter } from 'nestjs-id-verification';

/** A row of the vendor's table as a schema: its limits, its meaning, an example. */
export function parameterSchema(parameter: InitializeParameter): SchemaObject {
  const { values, maxLength, characters, format, vendorDefault } = parameter;
  return {
    type: 'string',
    description: describe(parameter),
    example: parameter.example,
    minLength: 1,
    ...(values !== undefined && { enum: [...values] }),
    ...(maxLength !== undefined && { maxLength }),
    ...(characters !== undefined && { pattern: characters.pattern.source }),
    ...(format === 'https-url' && { format: 'uri', pattern: '^https://' }),
    ...(format === 'web-url' && { format: 'uri', pattern: '^https?://' }),
    ...(vendorDefault !== undefined && { default: vendorDefault }),
  };
}

function describe({ description, characters, format }: InitializeParameter): string {
  return [
    description,
    ...(characters === undefined ? [] : [`Only ${characters.inWords}.`]),
    ...(format === 'json-object' ? ['A JSON object as text.'] : []),
    ...(format === 'https-url' ? ['An https address.'] : []),
    ...(format === 'web-url' ? ['An http or https address.'] : []),
  ].join(' ');
}
