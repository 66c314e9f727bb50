import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Param, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, staticFile, type StaticFile } from 'nestjs-id-verification-http';

/** `apps/sample/public`, as seen from what is built. */
const PUBLIC_DIRECTORY = fileURLToPath(new URL('../../public/', import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const FILES: Readonly<Record<string, StaticFile>> = {
  'swagger-ui.css': { path: join(SWAGGER_UI, 'swagger-ui.css'), type: 'text/css; charset=utf-8' },
  'swagger-ui-bundle.js': {
    path: join(SWAGGER_UI, 'swagger-ui-bundle.js'),
    type: 'text/javascript; charset=utf-8',
  },
  'docs.js': { path: join(PUBLIC_DIRECTORY, 'docs.js'), type: 'text/javascript; charset=utf-8' },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>ID Verification sample: HTTP interface</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/docs.js" defer></script>
  </head>
  <body>
    <main id="docs"><noscript><p>The description as JSON: <a href="/docs-json">/docs-json</a></p></noscript></main>
  </body>
</html>
`;

/** The HTTP interface as a page, by Swagger UI from this machine. */
@Public()
@ApiExcludeController()
@Controller('docs')
export class DocsController {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  @Get(':name')
  @Header('Cache-Control', 'public, max-age=3600')
  file(@Param('name') name: string): StreamableFile {
    return staticFile(FILES, name);
  }
}
