import { VERSION } from '../observe/version.js';

/** The `User-Agent` header. */
export const USER_AGENT = `nestjs-id-verification/${VERSION}`;
