import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';

/**
 * Refuses requests that two programs may read in two ways: with several Host headers (RFC 9112, 3.2), and JSON in
 * another charset than UTF-8. Every name of UTF-8 becomes the one that the body parsers know.
 */
export function refuseAmbiguous(adapter: AbstractHttpAdapter): void {
  adapter.use((request: IncomingMessage, _: ServerResponse, next: (error?: Error) => void) => {
    const hosts = request.rawHeaders.filter((text, index) => index % 2 === 0 && /^host$/i.test(text));
    if (hosts.length > 1) return next(new BadRequestException());
    const { headers } = request;
    const charsets = charsetsOf(headers['content-type'] ?? '');
    if (!charsets.every(isUtf8)) return next(new UnsupportedMediaTypeException());
    if (charsets.length > 0) headers['content-type'] = 'application/json; charset=utf-8';
    next();
  });
}

/** The charsets of a JSON body; several contradict each other unless they are the same. */
function charsetsOf(contentType: string): string[] {
  if (!/^\s*application\/json\s*;/i.test(contentType)) return [];
  return [...contentType.matchAll(/;\s*charset\s*=\s*("[^"]*"|[^;]*)/gi)].map(([, value = '']) =>
    value.trim().replace(/^"|"$/g, ''),
  );
}

function isUtf8(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding === 'utf-8';
  } catch {
    return false;
  }
}
