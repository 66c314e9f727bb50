import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from 'nestjs-id-verification-http';
import { continuePage } from './continue-page.js';
import { PAGE_CONTENT, type PageContent } from './page-content.js';
import { verifyPage } from './verify-page.js';

/** The pages of users. They hold nothing that needs a key; what they show they fetch with one. */
@Public()
@ApiExcludeController()
@Controller()
export class UserPagesController {
  constructor(@Inject(PAGE_CONTENT) private readonly content: PageContent) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  verify(): string {
    return verifyPage(this.content);
  }

  @Get('continue')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  continue(): string {
    return continuePage(this.content);
  }
}
