import { fileURLToPath } from 'node:url';

/** The files of the pages: `apps/sample/public`, as seen from the sources and from what is built of them. */
export const PUBLIC_DIRECTORY = fileURLToPath(new URL('../../public/', import.meta.url));
