import type { SchemaObject } from '@nestjs/swagger';
import { FACE_LIVENESS, type InitializeParameter } from 'nestjs-id-verification';
import { parameterSchema } from './parameter.schema.js';

/** What the application fills in when the caller does not give it. */
const FILLED_IN: Readonly<Record<string, Partial<SchemaObject>>> = {
  productCode: { default: 'FACE_LIVENESS' },
  merchantBizId: {},
};

/**
 * The body of a start, made from the table that the rules of the request are made from.
 *
 * @publicApi
 */
export function createVerificationSchema(): SchemaObject {
  return bodySchema(FACE_LIVENESS.parameters);
}

/**
 * A body of parameters of the vendor's table.
 *
 * @publicApi
 */
export function bodySchema(table: Readonly<Record<string, InitializeParameter>>): SchemaObject {
  const parameters = Object.entries(table);
  return {
    type: 'object',
    additionalProperties: false,
    required: parameters
      .filter(([field, { required }]) => required && !Object.hasOwn(FILLED_IN, field))
      .map(([field]) => field),
    properties: Object.fromEntries(
      parameters.map(([field, parameter]) => [field, { ...parameterSchema(parameter), ...FILLED_IN[field] }]),
    ),
  };
}
