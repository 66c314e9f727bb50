import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiTags } from '@nestjs/swagger';
import { Public } from 'nestjs-id-verification-http';
import { EN } from '../languages/en.js';
import { baseOf } from './base-of.js';
import { DescribesPage } from './describes-page.decorator.js';
import { operationsPage } from './operations-page.js';
import { PAGE_CONTENT, type ModuleContent } from './page-content.js';

/** The page of operators. It holds nothing that needs a key; what it shows it fetches with one. */
@Public()
@ApiTags('pages')
@Controller()
export class ConsolePageController {
  constructor(
    @Inject(PAGE_CONTENT) private readonly content: ModuleContent,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @DescribesPage('openOperations', 'The page that shows how verifications go')
  operations(@Req() request: unknown): string {
    const url = String(this.host.httpAdapter.getRequestUrl(request));
    return operationsPage({
      ...this.content,
      base: baseOf(url, this.content.path),
      language: 'en',
      languages: ['en'],
      isChosen: false,
      texts: EN,
      name: 'Operations',
    });
  }
}
