import { Controller, Get, Header, Inject, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, staticFile } from 'nestjs-id-verification-http';
import { PAGE_CONTENT, type ModuleContent } from './page-content.js';
import { PAGE_FILES } from './page-files.js';

const THEME_FILE = 'theme.css';

/** What the pages load. */
@Public()
@ApiExcludeController()
@Controller()
export class AssetsController {
  constructor(@Inject(PAGE_CONTENT) private readonly content: ModuleContent) {}

  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  asset(@Param('name') name: string): StreamableFile {
    return name === THEME_FILE ? themeFile(this.content) : staticFile(PAGE_FILES, name);
  }
}

/** The colours of the host: a style sheet, since a strict policy allows no style in a page. */
function themeFile({ theme }: ModuleContent): StreamableFile {
  return new StreamableFile(Buffer.from(theme), { type: 'text/css; charset=utf-8' });
}
