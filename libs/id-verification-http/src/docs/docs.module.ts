import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DOCS_TITLE, DocsController } from './docs.controller.js';

/**
 * The HTTP interface as a page at `/docs`, under a strict content security policy and without a plugin on Fastify;
 * {@link DocsModule.serve} adds the document at `/docs-json`.
 *
 * @publicApi
 */
@Module({ controllers: [DocsController] })
export class DocsModule {
  static forRoot({ title }: { readonly title: string }): DynamicModule {
    return { module: DocsModule, providers: [{ provide: DOCS_TITLE, useValue: title }] };
  }

  /** Serves the document, which is made when it is first asked for. */
  static serve(app: INestApplication, document: () => OpenAPIObject): void {
    SwaggerModule.setup('docs', app, document, { ui: false, raw: ['json'] });
  }
}
