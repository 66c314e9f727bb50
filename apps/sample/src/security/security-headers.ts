import type { INestApplication } from '@nestjs/common';

/** Pages may load and run what this application serves, and nothing else; nobody may frame them. */
export function useSecurityHeaders(app: INestApplication): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'self'",
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
