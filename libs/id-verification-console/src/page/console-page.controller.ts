import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from 'nestjs-id-verification-http';
import { operationsPage } from './operations-page.js';
import { PAGE_CONTENT, type PageContent } from './page-content.js';

/** The page of operators. It holds nothing that needs a key; what it shows it fetches with one. */
@Public()
@ApiExcludeController()
@Controller()
export class ConsolePageController {
  constructor(@Inject(PAGE_CONTENT) private readonly content: PageContent) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  operations(): string {
    return operationsPage(this.content);
  }
}
