import type { OpenAPIObject } from '@nestjs/swagger';

const CALLBACK = {
  tags: ['vendor'],
  summary: 'Receives the vendor’s callback when a user has finished',
  description:
    'For the vendor alone, and without a key. Whatever a callback claims, it only requests a check.',
  security: [],
  parameters: [
    {
      name: 'callbackToken',
      in: 'query' as const,
      description: 'Identifies the verification; one that is not genuine is ignored.',
      schema: { type: 'string' as const, example: 'NMjvQanQgplBSaEI0sL86WnQplB' },
    },
  ],
  responses: {
    '200': {
      description: 'Always, and the same response whatever the request carries.',
      content: { 'text/plain': { schema: { type: 'string' as const, example: 'OK' } } },
    },
  },
};

/**
 * The one route that the library serves itself, beside the application's controllers.
 *
 * @publicApi
 */
export const CALLBACK_PATHS: OpenAPIObject['paths'] = {
  '/id-verification/callback': {
    get: { operationId: 'receiveCallback', ...CALLBACK },
    post: { operationId: 'receivePostedCallback', ...CALLBACK },
  },
};

/**
 * What {@link DocsModule} serves.
 *
 * @publicApi
 */
export const DOCS_PATHS: OpenAPIObject['paths'] = {
  '/docs': {
    get: {
      operationId: 'openDocs',
      tags: ['pages'],
      summary: 'This description as a page',
      security: [],
      responses: {
        '200': { description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } },
      },
    },
  },
  '/docs-json': {
    get: {
      operationId: 'readDescription',
      tags: ['pages'],
      summary: 'This description, for tools',
      security: [],
      responses: {
        '200': { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
};
