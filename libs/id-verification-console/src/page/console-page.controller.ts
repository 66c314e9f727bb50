import { Controller, Get, Header, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiTags } from '@nestjs/swagger';
import { Public } from 'nestjs-id-verification-http';
import { CONSOLE_TEXTS } from '../console-languages/console-texts.js';
import { DescribesLanguage } from '../languages/describes-language.decorator.js';
import { LANGUAGES } from '../languages/languages.js';
import { TEXTS } from '../languages/texts.js';
import { baseOf } from './base-of.js';
import { DescribesPage } from './describes-page.decorator.js';
import { operationsPage } from './operations-page.js';
import { PAGE_CONTENT, type ModuleContent } from './page-content.js';
import { respondInLanguage } from './respond-in-language.js';

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
  @DescribesLanguage()
  operations(
    @Req() request: unknown,
    @Res({ passthrough: true }) response: unknown,
    @Query('lang') lang: unknown,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): string {
    const { httpAdapter } = this.host;
    const negotiated = respondInLanguage(httpAdapter, response, { lang, acceptLanguage });
    const consoleTexts = CONSOLE_TEXTS[negotiated.language];
    const given = {
      ...this.content,
      ...negotiated,
      languages: LANGUAGES,
      base: baseOf(String(httpAdapter.getRequestUrl(request)), this.content.path),
      texts: TEXTS[negotiated.language],
      name: consoleTexts['operations.title'],
    };
    return operationsPage(given, consoleTexts);
  }
}
