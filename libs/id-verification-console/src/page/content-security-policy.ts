import { META_INFO_SCRIPT } from '../static-files/meta-info-script.js';

/**
 * A content security policy for the pages of this package and for the page of `nestjs-id-verification-http/docs`, as
 * the `directives` of helmet: pages may load and run what the application serves, and nothing else but the vendor's
 * script where it is the vendor who verifies; no page may frame them.
 *
 * @publicApi
 */
export function contentSecurityPolicy({ sandbox = false }: { readonly sandbox?: boolean } = {}) {
  return {
    'default-src': ["'self'"],
    'script-src': sandbox ? ["'self'"] : ["'self'", META_INFO_SCRIPT],
    // Swagger UI's style sheet holds its icons as data.
    'img-src': ["'self'", 'data:'],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  };
}
