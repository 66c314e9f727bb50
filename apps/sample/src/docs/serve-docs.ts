import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './open-api-document.js';

/** Serves `/docs-json`. The page that shows it is our own: Swagger's needs inline scripts, and a plugin on Fastify. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { ui: false, raw: ['json'] });
}
