import { createRequire } from 'node:module';

/** The version of the application, as its package gives it. */
export const { version: VERSION } = createRequire(import.meta.url)('../package.json') as { version: string };
