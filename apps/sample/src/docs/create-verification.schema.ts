import type { SchemaObject } from '@nestjs/swagger';
import { FACE_LIVENESS, INITIALIZE_PARAMETERS, type InitializeParameter } from 'nestjs-id-verification';
import { parameterSchema } from './parameter.schema.js';

/** What the application fills in when the caller does not give it. */
const FILLED_IN: Readonly<Record<string, Partial<SchemaObject>>> = {
  productCode: { default: 'FACE_LIVENESS' },
  merchantBizId: {},
};

/** The body of a start, made from the table that the rules of the request are made from. */
export function createVerificationSchema(): SchemaObject {
  return bodySchema(Object.entries(FACE_LIVENESS.parameters));
}

/** The body of an onboarding: the few parameters that the application does not choose itself. */
export function startOnboardingSchema(): SchemaObject {
  const { merchantBizId, merchantUserId, metaInfo } = INITIALIZE_PARAMETERS;
  return bodySchema(Object.entries<InitializeParameter>({ merchantBizId, merchantUserId, metaInfo }));
}

export function bodySchema(parameters: readonly (readonly [string, InitializeParameter])[]): SchemaObject {
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
