import { dirname, join } from 'node:path';
import { Controller, Get, Header, Inject, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../request/public.decorator.js';
import { staticFile, type StaticFile } from '../request/static-file.js';

/** Injects the name of the application, as its page of documentation shows it. */
export const DOCS_TITLE = Symbol('DOCS_TITLE');

const SWAGGER_UI = dirname(require.resolve('swagger-ui-dist/package.json'));
const JAVASCRIPT = 'text/javascript; charset=utf-8';

const FILES: Readonly<Record<string, StaticFile>> = {
  'swagger-ui.css': { path: join(SWAGGER_UI, 'swagger-ui.css'), type: 'text/css; charset=utf-8' },
  'favicon-32x32.png': { path: join(SWAGGER_UI, 'favicon-32x32.png'), type: 'image/png' },
  'swagger-ui-bundle.js': { path: join(SWAGGER_UI, 'swagger-ui-bundle.js'), type: JAVASCRIPT },
};

/** Swagger's own page has this inside it, which no strict content security policy allows. */
const START = `globalThis.SwaggerUIBundle({
  url: '/docs-json',
  dom_id: '#docs',
  validatorUrl: null,
  persistAuthorization: false,
});
`;

/** The HTTP interface as a page, by Swagger UI from this machine. */
@Public()
@ApiExcludeController()
@Controller('docs')
export class DocsController {
  constructor(@Inject(DOCS_TITLE) private readonly title: string) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${this.title}: HTTP interface</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/docs.js" defer></script>
  </head>
  <body>
    <main id="docs"><noscript><p>The description as JSON: <a href="/docs-json">/docs-json</a></p></noscript></main>
  </body>
</html>
`;
  }

  @Get(':name')
  @Header('Cache-Control', 'public, max-age=3600')
  file(@Param('name') name: string): StreamableFile {
    return name === 'docs.js'
      ? new StreamableFile(Buffer.from(START), { type: JAVASCRIPT })
      : staticFile(FILES, name);
  }
}
