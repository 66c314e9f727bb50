import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** As `nest new` writes it. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  strictNullChecks: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

const DOCUMENTS = execFileSync('git', ['ls-files', 'README.md', 'docs/*.md', 'libs/*/README.md', 'examples'])
  .toString()
  .split('\n')
  .filter((path) => path.endsWith('.md'));

/** Every fenced `ts` block as a file beside this one, with an address that leads to its line. */
const BLOCKS = new Map(
  DOCUMENTS.flatMap((document) => {
    const text = readFileSync(document, 'utf8');
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match): [string, string] => {
      const line = text.slice(0, match.index).split('\n').length + 1;
      const name = `${document.replaceAll(/[/.]/g, '-')}-line-${line}.mts`;
      return [resolve(import.meta.dirname, name), match[1] ?? ''];
    });
  }),
);

it('Every code block of the documentation compiles in a project that nest new made', () => {
  const host = ts.createCompilerHost(OPTIONS);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => BLOCKS.get(path) ?? readFile(path);
  host.fileExists = (path) => BLOCKS.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const block = BLOCKS.get(path);
    return block === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(
          path,
          block,
          { languageVersion: ts.ScriptTarget.ES2023, impliedNodeFormat: ts.ModuleKind.ESNext },
          true,
        );
  };

  const program = ts.createProgram([...BLOCKS.keys()], OPTIONS, host);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line =
      file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
    return `${file?.fileName.split('/').at(-1)} + ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });

  expect(BLOCKS.size).toBeGreaterThan(15);
  expect(problems).toEqual([]);
});
