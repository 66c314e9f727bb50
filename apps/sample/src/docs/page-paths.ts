import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];

/** Pages and documents for a browser; none needs a key. */
export const PAGE_PATHS: OpenAPIObject['paths'] = {
  '/': page('openPage', 'The page on which an operator verifies a user'),
  '/continue': page('openContinuation', 'The page on which an invited user continues'),
  '/operations': page('openOperations', 'The page that shows how verifications go'),
  '/docs': page('openDocs', 'This description as a page'),
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
