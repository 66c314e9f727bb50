import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];

/** What people and tools open in a browser; nothing of it needs a key. */
export const PAGE_PATHS: OpenAPIObject['paths'] = {
  '/': page('openPage', 'The page on which an operator verifies a user'),
  '/continue': page('openContinuation', 'The page on which an invited person goes on'),
  '/operations': page('openOperations', 'The page that shows how verifications go'),
  '/docs': page('openDocs', 'This description, for people'),
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

function page(operationId: string, summary: string): PathItem {
  return {
    get: {
      operationId,
      tags: ['pages'],
      summary,
      security: [],
      responses: {
        '200': { description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } },
      },
    },
  };
}
