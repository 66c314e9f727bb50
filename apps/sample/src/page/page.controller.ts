import { join } from 'node:path';
import { Controller, Get, Header, Inject, Param, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { SANDBOX } from '../configuration/sandbox-values.js';
import { Public } from '../security/public.decorator.js';
import { PUBLIC_DIRECTORY } from '../static-files/public-directory.js';
import { staticFile, type StaticFile } from '../static-files/static-file.js';
import { renderPage } from './render-page.js';

const FILES: Readonly<Record<string, StaticFile>> = {
  ...Object.fromEntries(
    ['page.js', 'follow.js', 'words.js'].map((name) => [
      name,
      { path: join(PUBLIC_DIRECTORY, name), type: 'text/javascript; charset=utf-8' },
    ]),
  ),
  'page.css': { path: join(PUBLIC_DIRECTORY, 'page.css'), type: 'text/css; charset=utf-8' },
  'icon.svg': { path: join(PUBLIC_DIRECTORY, 'icon.svg'), type: 'image/svg+xml' },
};

/** The page that a person uses. */
@Public()
@ApiExcludeController()
@Controller()
export class PageController {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  page(): string {
    return renderPage({ apiKey: this.configuration.sandbox ? SANDBOX.apiKey : undefined });
  }

  @Get('assets/:name')
  @Header('Cache-Control', 'no-cache')
  asset(@Param('name') name: string): StreamableFile {
    return staticFile(FILES, name);
  }
}
