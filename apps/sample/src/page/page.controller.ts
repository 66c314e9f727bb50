import { Controller, Get, Header, Inject, Param, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { SANDBOX } from '../configuration/sandbox-values.js';
import { Public } from '../security/public.decorator.js';
import { staticFile } from '../static-files/static-file.js';
import { continuePage } from './continue-page.js';
import { META_INFO_SCRIPT } from '../static-files/meta-info-script.js';
import { operationsPage } from './operations-page.js';
import type { PageContent } from './page-content.js';
import { PAGE_FILES } from './page-files.js';
import { verifyPage } from './verify-page.js';

const HTML = 'text/html; charset=utf-8';

/** The pages of users and operators. They hold nothing that needs a key; what they show they fetch with one. */
@Public()
@ApiExcludeController()
@Controller()
export class PageController {
  private readonly content: PageContent;

  constructor(@Inject(CONFIGURATION) { sandbox }: Configuration) {
    this.content = {
      apiKey: sandbox ? SANDBOX.apiKey : undefined,
      metaInfoScript: sandbox ? undefined : META_INFO_SCRIPT,
    };
  }

  @Get()
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-store')
  verify(): string {
    return verifyPage(this.content);
  }

  @Get('continue')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-store')
  continue(): string {
    return continuePage(this.content);
  }

  @Get('operations')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', 'no-store')
  operations(): string {
    return operationsPage(this.content);
  }

  @Get('assets/:name')
  @Header('Cache-Control', 'no-cache')
  asset(@Param('name') name: string): StreamableFile {
    return staticFile(PAGE_FILES, name);
  }
}
