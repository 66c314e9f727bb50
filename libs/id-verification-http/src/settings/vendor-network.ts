import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A proxy through which the vendor is reached. */
export function proxyUrl() {
  return z.string().refine(isProxy, {
    error:
      'must be http://host:port or https://host:port, with user:password@ (percent-encoded) before the host if the proxy requires it',
  });
}

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '';
}

/** A file of certificate authorities, of which the content is the value. */
export function certificateFile() {
  return z
    .string()
    .transform(contentOf)
    .pipe(
      z.string({ error: 'names a file that cannot be read' }).includes('BEGIN CERTIFICATE', {
        error: 'must name a file with one or more certificates in PEM form',
      }),
    );
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
