import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import ts from 'typescript';

/** A client in TypeScript, made from a description of an HTTP interface, and a program that uses it. */
export interface GeneratedClient {
  readonly directory: string;
  /** What `verify.ts` and the client under it are called once they are compiled. */
  readonly program: string;
}

/** Generates a client as a user would, with nothing but the description, and puts `verify.ts` beside it. */
export async function generateClient(description: string): Promise<GeneratedClient> {
  const directory = await mkdtemp(join(tmpdir(), 'generated-client-'));
  const input = join(directory, 'openapi.json');
  await writeFile(input, description);
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  await createClient({
    input,
    output: { path: join(directory, 'client'), importFileExtension: '.js' },
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    logs: { level: 'silent' },
  });
  await copyFile(new URL('verify.ts', import.meta.url), join(directory, 'verify.ts'));
  return { directory, program: join(directory, 'verify.js') };
}

/** What the compiler finds, by the file that it says it of. */
export interface Finding {
  readonly file: string;
  readonly message: string;
}

/** Compiles programs and the client under them with every check of `strict`. */
export function compile({ directory }: GeneratedClient, programs: readonly string[]): Finding[] {
  const roots = programs.map((name) => join(directory, name));
  const program = ts.createProgram(roots, {
    strict: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
    // The client is no declaration, and is checked; what Node and the browser declare is theirs.
    skipLibCheck: true,
    typeRoots: [fileURLToPath(new URL('../../../../node_modules/@types', import.meta.url))],
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ file, messageText }) => ({
    file: file === undefined ? '' : relative(directory, file.fileName),
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }));
}
