import { Controller, Get, Header, Param, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, staticFile } from 'nestjs-id-verification-http';
import { PAGE_FILES } from './page-files.js';

/** What the pages load. */
@Public()
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  asset(@Param('name') name: string): StreamableFile {
    return staticFile(PAGE_FILES, name);
  }
}
