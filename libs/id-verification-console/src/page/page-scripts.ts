import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCRIPT_DIRECTORY } from '../static-files/public-directory.js';

const IMPORT = /^(?:import|export) .*?'\.\/([\w-]+\.js)';$/gm;

/**
 * The modules of the pages, each with all that it imports, directly or not. A page names them, so that a browser loads
 * all at once: it finds the imports of a module only when it has it.
 */
export const PAGE_SCRIPTS = {
  'verify.js': importedBy('verify.js'),
  'continue.js': importedBy('continue.js'),
  'operations.js': importedBy('operations.js'),
} as const;

export type PageScript = keyof typeof PAGE_SCRIPTS;

function importedBy(script: string, found = new Set<string>()): ReadonlySet<string> {
  const source = readFileSync(join(SCRIPT_DIRECTORY, script), 'utf8');
  for (const [, name = ''] of source.matchAll(IMPORT)) {
    if (found.has(name)) continue;
    found.add(name);
    importedBy(name, found);
  }
  return found;
}
