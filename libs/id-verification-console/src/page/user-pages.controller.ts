import { Controller, Get, Header, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiTags } from '@nestjs/swagger';
import { Public } from 'nestjs-id-verification-http';
import { LANGUAGES } from '../languages/languages.js';
import { textsOf } from '../languages/texts.js';
import type { TextOverrides } from '../languages/translation.js';
import { baseOf } from './base-of.js';
import { DescribesPage } from './describes-page.decorator.js';
import { DescribesLanguage } from '../languages/describes-language.decorator.js';
import { continuePage } from './continue-page.js';
import { PAGE_CONTENT, TEXT_OVERRIDES, type ModuleContent, type PageContent } from './page-content.js';
import { respondInLanguage } from './respond-in-language.js';
import { verifyPage } from './verify-page.js';

/** The pages of users. They hold nothing that needs a key; what they show they fetch with one. */
@Public()
@ApiTags('pages')
@Controller()
export class UserPagesController {
  constructor(
    @Inject(PAGE_CONTENT) private readonly content: ModuleContent,
    @Inject(TEXT_OVERRIDES) private readonly overrides: TextOverrides,
    private readonly host: HttpAdapterHost,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @DescribesPage('openPage', 'The page on which an operator verifies a user')
  @DescribesLanguage()
  verify(
    @Req() request: unknown,
    @Res({ passthrough: true }) response: unknown,
    @Query('lang') lang: unknown,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): string {
    return verifyPage(this.contentOf('/', request, response, lang, acceptLanguage));
  }

  @Get('continue')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @DescribesPage('openContinuation', 'The page on which an invited user continues')
  @DescribesLanguage()
  continue(
    @Req() request: unknown,
    @Res({ passthrough: true }) response: unknown,
    @Query('lang') lang: unknown,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): string {
    return continuePage(this.contentOf('/continue', request, response, lang, acceptLanguage));
  }

  private contentOf(
    path: string,
    request: unknown,
    response: unknown,
    lang: unknown,
    acceptLanguage: string | undefined,
  ): PageContent {
    const { httpAdapter } = this.host;
    const negotiated = respondInLanguage(httpAdapter, response, { lang, acceptLanguage });
    const texts = textsOf(negotiated.language, this.overrides);
    const base = baseOf(String(httpAdapter.getRequestUrl(request)), path);
    return {
      ...this.content,
      ...negotiated,
      languages: LANGUAGES,
      base,
      texts,
      name: texts['start.link'],
    };
  }
}
