import type { INestApplication } from '@nestjs/common';
import { META_INFO_SCRIPT } from 'nestjs-id-verification-console';

/**
 * Pages may load and run what this application serves, and nothing else but the vendor's script where it is the
 * vendor who verifies; no page may frame them.
 */
export function useSecurityHeaders(app: INestApplication, { sandbox }: { readonly sandbox: boolean }): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'self'",
        scriptSrc: sandbox ? "'self'" : ["'self'", META_INFO_SCRIPT],
        // Swagger UI's style sheet holds its icons as data.
        imgSrc: ["'self'", 'data:'],
        baseUri: "'none'",
        formAction: "'self'",
        frameAncestors: "'none'",
        objectSrc: "'none'",
      },
    },
    xFrameOptions: { action: 'deny' },
  });
}
