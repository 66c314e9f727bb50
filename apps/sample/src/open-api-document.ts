import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { CONSOLE_PROBLEMS, INVITATION_PROBLEMS } from 'nestjs-id-verification-console';
import { ONBOARDING_PROBLEMS } from './onboarding/onboarding-problems.js';
import { START_ONBOARDING, startOnboardingSchema } from './onboarding/onboardings.description.js';
import {
  CALLBACK_PATHS,
  createVerificationSchema,
  DOCS_PATHS,
  problemSchema,
  SCHEMA_NAMES,
} from 'nestjs-id-verification-http/openapi';

/** The description of the HTTP interface. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle('ID Verification sample')
    .setDescription('Verifies that users are real persons, by Alibaba Cloud ID Verification (FACE_LIVENESS).')
    .setVersion('0.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/v1', 'Version 1 of the API.')
    .addServer('/', 'The same routes without a version, for callers from before there was one.')
    .addTag('verifications', 'What the application is for.')
    .addTag('onboardings', 'A process of the application’s own that a verification decides.')
    .addTag('invitations', 'How a user goes on with a device that has no key.')
    .addTag('operations', 'For operators.')
    .addTag('vendor', 'What Alibaba Cloud calls.')
    .addTag('health', 'Probes.')
    .addTag('pages', 'What a browser opens.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key.' }, 'api-key')
    .build();
  const document = SwaggerModule.createDocument(app, settings);
  return {
    ...document,
    paths: { ...document.paths, ...CALLBACK_PATHS, ...DOCS_PATHS },
    components: {
      ...document.components,
      schemas: {
        ...document.components?.schemas,
        [SCHEMA_NAMES.start]: createVerificationSchema(),
        [START_ONBOARDING]: startOnboardingSchema(),
        [SCHEMA_NAMES.problem]: problemSchema(
          Object.keys({ ...ONBOARDING_PROBLEMS, ...INVITATION_PROBLEMS, ...CONSOLE_PROBLEMS }),
        ),
      },
    },
  };
}
