import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { CONSOLE_PROBLEMS, INVITATION_PROBLEMS } from 'nestjs-id-verification-console';
import { createOpenApiDocument } from 'nestjs-id-verification-http/openapi';
import { ONBOARDING_PROBLEMS } from './onboarding/onboardings.service.js';
import { START_ONBOARDING } from './onboarding/start-onboarding.dto.js';
import { VERSION } from './version.js';

/** The description of the HTTP interface. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('ID Verification sample')
    .setDescription('Verifies that users are real persons, by Alibaba Cloud ID Verification (FACE_LIVENESS).')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/v1', 'Version 1 of the API.')
    .addServer('/', 'The same routes without a version, for callers from before there was one.')
    .addTag('verifications', 'What the application is for.')
    .addTag('onboardings', 'A process of the application’s own that a verification decides.')
    .addTag('invitations', 'How a user goes on with a device that has no key.')
    .addTag('operations', 'For operators.')
    .addTag('vendor', 'What Alibaba Cloud calls.')
    .addTag('health', 'Probes.')
    .addTag('pages', 'What a browser opens.');
  return createOpenApiDocument(app, description, {
    problems: { ...ONBOARDING_PROBLEMS, ...INVITATION_PROBLEMS, ...CONSOLE_PROBLEMS },
    schemas: START_ONBOARDING,
  });
}
