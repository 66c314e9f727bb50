import { join } from 'node:path';

/** The files of the pages: `public/` of this package, as seen from what is built. */
export const PUBLIC_DIRECTORY = join(__dirname, '../../public/');

/** The scripts of the pages, as built from `browser/`. */
export const SCRIPT_DIRECTORY = join(__dirname, '../../dist/browser/');
