import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** Modules import each other by the names that they have once compiled. */
export async function resolve(specifier, context, next) {
  const isOurs = context.parentURL?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier);
  return next(isOurs ? specifier.replace(/js$/, 'ts') : specifier, context);
}

/** A hook for `node:module`'s `register`: not every Node that the library runs on reads TypeScript by itself. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(new URL(url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ES2022 } });
  return { format: 'module', source: outputText, shortCircuit: true };
}
