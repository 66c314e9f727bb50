import { join } from 'node:path';

/** The files of the pages: `public/` of this package, as seen from what is built. */
export const PUBLIC_DIRECTORY = join(__dirname, '../../public/');
