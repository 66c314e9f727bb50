import {
  Controller,
  Get,
  Header,
  Headers,
  HttpStatus,
  Inject,
  NotFoundException,
  Param,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, type HttpResponse } from 'nestjs-id-verification-http';
import { PAGE_CONTENT, type ModuleContent } from './page-content.js';
import { PAGE_FILES, pageFile, type PageFile } from './page-files.js';

const THEME_FILE = 'theme.css';

/**
 * What the pages load. A browser keeps it and asks each time whether it is still the same: under names that never
 * change, replicas of two releases may serve one page.
 */
@Public()
@ApiExcludeController()
@Controller()
export class AssetsController {
  /** The colours of the host: a style sheet, since a strict policy allows no style in a page. */
  private readonly theme: PageFile;

  constructor(@Inject(PAGE_CONTENT) { theme }: ModuleContent) {
    this.theme = pageFile(THEME_FILE, Buffer.from(theme));
  }

  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  asset(
    @Param('name') name: string,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) response: HttpResponse,
  ): StreamableFile | undefined {
    const file = name === THEME_FILE ? this.theme : PAGE_FILES.get(name);
    if (file === undefined) throw new NotFoundException();
    response.header('ETag', `"${file.hash}"`);
    // Not the whole tag: a proxy that compresses makes it a weak one, or adds to it.
    if (known?.includes(file.hash) !== true) return new StreamableFile(file.content, { type: file.type });
    response.status(HttpStatus.NOT_MODIFIED);
    return undefined;
  }
}
