import type { AbstractHttpAdapter } from '@nestjs/core';
import {
  negotiateLanguage,
  type LanguageRequest,
  type NegotiatedLanguage,
} from '../languages/negotiate-language.js';

/** Negotiates the language of a page, and says in the response which one it is and what it depends on. */
export function respondInLanguage(
  httpAdapter: AbstractHttpAdapter,
  response: unknown,
  request: LanguageRequest,
): NegotiatedLanguage {
  const negotiated = negotiateLanguage(request);
  httpAdapter.setHeader(response, 'Content-Language', negotiated.language);
  // Beside what CORS or a proxy of the host has put there.
  const vary: unknown = httpAdapter.getHeader(response, 'Vary');
  const varies = [vary, 'Accept-Language'].flat().filter((name) => name !== undefined);
  httpAdapter.setHeader(response, 'Vary', varies.join(', '));
  return negotiated;
}
