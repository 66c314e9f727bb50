import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type DocumentBuilder, type OpenAPIObject, type SchemaObject } from '@nestjs/swagger';
import type { ApplicationProblem } from '../problems/application-problems.js';
import { createVerificationSchema } from './create-verification.schema.js';
import { CALLBACK_PATHS, DOCS_PATHS } from './library-paths.js';
import { problemSchema } from './problem.schema.js';
import { SCHEMA_NAMES } from './schema-reference.js';

/**
 * What a host adds to its document.
 *
 * @publicApi
 */
export interface OpenApiParts {
  /** Problems of the host's own, by code. */
  readonly problems?: Readonly<Record<string, ApplicationProblem>>;
  /** Schemas that are not made from classes, by name. */
  readonly schemas?: Readonly<Record<string, SchemaObject>>;
}

/**
 * The description of the HTTP interface: that of the host's controllers, the routes that the packages serve
 * themselves, the schemas that the descriptions of this package refer to, and both ways to send an API key.
 *
 * @publicApi
 */
export function createOpenApiDocument(
  app: INestApplication,
  description: DocumentBuilder,
  { problems = {}, schemas }: OpenApiParts = {},
): OpenAPIObject {
  const key = { description: 'An API key.' };
  description
    // Not by addBearerAuth, which adds that the key is a JWT.
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', ...key })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key', ...key }, 'api-key');
  const document = SwaggerModule.createDocument(app, description.build());
  return {
    ...document,
    paths: { ...document.paths, ...CALLBACK_PATHS, ...DOCS_PATHS },
    components: {
      ...document.components,
      schemas: {
        ...document.components?.schemas,
        [SCHEMA_NAMES.start]: createVerificationSchema(),
        ...schemas,
        [SCHEMA_NAMES.problem]: problemSchema(Object.keys(problems)),
      },
    },
  };
}
