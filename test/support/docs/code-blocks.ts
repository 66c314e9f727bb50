import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A fenced block of code of the documentation. */
export interface CodeBlock {
  /** Its document and the line of its fence: `README.md:47`. */
  readonly address: string;
  readonly language: string;
  readonly code: string;
}

/** Every document; not the changelog, and not the reports of the APIs, which are generated. */
const DOCUMENTS = execFileSync('git', ['ls-files', '*.md', ':!CHANGELOG.md', ':!libs/*/api/*'])
  .toString()
  .trim()
  .split('\n');

const FENCED = /^( *)```(\w*)\n(.*?)^\1```$/gms;

/** The blocks of all documents, without their indentation. */
export const CODE_BLOCKS: readonly CodeBlock[] = DOCUMENTS.flatMap((document) => {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(FENCED)].map(({ index, 1: indentation = '', 2: language = '', 3: code = '' }) => ({
    address: `${document}:${text.slice(0, index).split('\n').length}`,
    language,
    code: code.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
  }));
});

/** Address and code of the blocks in one of these languages. */
export const blocksOf = (...languages: readonly string[]): [address: string, code: string][] =>
  CODE_BLOCKS.filter(({ language }) => languages.includes(language)).map(({ address, code }) => [
    address,
    code,
  ]);
