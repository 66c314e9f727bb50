import { readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { PUBLIC_DIRECTORY, SCRIPT_DIRECTORY } from '../static-files/public-directory.js';
import type { StaticFile } from 'nestjs-id-verification-http';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What the pages load: everything that is in the folders at the start, and the module that draws QR codes. */
export const PAGE_FILES: Readonly<Record<string, StaticFile>> = {
  ...Object.fromEntries(
    [PUBLIC_DIRECTORY, SCRIPT_DIRECTORY].flatMap((folder) =>
      readdirSync(folder).map((name) => [name, file(join(folder, name))]),
    ),
  ),
  'uqr.js': { path: join(dirname(require.resolve('uqr')), 'index.mjs'), type: TYPES['.js'] ?? '' },
};

function file(path: string): StaticFile {
  return { path, type: TYPES[extname(path)] ?? 'application/octet-stream' };
}
