import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { PUBLIC_DIRECTORY, SCRIPT_DIRECTORY } from '../static-files/public-directory.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What a page loads. */
export interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  readonly hash: string;
}

export function pageFile(name: string, content: Buffer): PageFile {
  return {
    content,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    hash: createHash('sha256').update(content).digest('base64url'),
  };
}

/** By name: everything that is in the folders at the start, and the module that draws QR codes. */
export const PAGE_FILES: ReadonlyMap<string, PageFile> = new Map([
  ...[PUBLIC_DIRECTORY, SCRIPT_DIRECTORY].flatMap((folder) =>
    readdirSync(folder).map((name) => read(name, join(folder, name))),
  ),
  read('uqr.js', join(dirname(require.resolve('uqr')), 'index.mjs')),
]);

function read(name: string, path: string): [name: string, file: PageFile] {
  return [name, pageFile(name, readFileSync(path))];
}
