import type { OpenAPIObject } from '@nestjs/swagger';

/** The one route that the library serves itself, beside the application's controllers. */
export const CALLBACK_PATHS: OpenAPIObject['paths'] = {
  '/id-verification/callback': {
    get: {
      operationId: 'hearFromVendor',
      tags: ['vendor'],
      summary: 'Receives the vendor’s callback when a user has finished',
      description:
        'For the vendor alone, and without a key. Whatever a callback claims, it only requests a check.',
      security: [],
      parameters: [
        {
          name: 'callbackToken',
          in: 'query',
          description: 'Identifies the verification; one that is not genuine is ignored.',
          schema: { type: 'string', example: 'NMjvQanQgplBSaEI0sL86WnQplB' },
        },
      ],
      responses: {
        '200': {
          description: 'Always, at once, and the same response whatever it carries.',
          content: { 'text/plain': { schema: { type: 'string', example: 'OK' } } },
        },
      },
    },
  },
};
