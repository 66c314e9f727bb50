import { Controller, Get, Header, Inject, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../request/public.decorator.js';
import { WELL_KNOWN_OPTIONS, type WellKnownOptions } from './well-known-options.js';

/** RFC 9116 asks for less than a year. */
const SECURITY_TXT_DAYS = 180;
const DAY_MS = 24 * 60 * 60_000;

/** What browsers, search engines and reporters of vulnerabilities request of every host. */
@Public()
@ApiExcludeController()
@Controller()
export class WellKnownController {
  constructor(@Inject(WELL_KNOWN_OPTIONS) private readonly options: WellKnownOptions) {}

  @Get('favicon.ico')
  @Redirect()
  favicon(): { readonly url: string } {
    return { url: this.options.icon };
  }

  /** Nothing here is for a search engine. */
  @Get('robots.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  robots(): string {
    return 'User-agent: *\nDisallow: /\n';
  }

  /** As RFC 9116 defines it. */
  @Get('.well-known/security.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  security(): string {
    const expires = new Date(Date.now() + SECURITY_TXT_DAYS * DAY_MS).toISOString();
    return `Contact: ${this.options.securityContact}\nExpires: ${expires}\n`;
  }
}
