import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface ExportedSymbol {
  readonly name: string;
  readonly docs: readonly ts.JSDoc[];
}

const SOURCE = join(import.meta.dirname, '../../libs/id-verification/src');

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** What an entry point exports, read from the syntax alone: a program with all types would take seconds. */
function exportedSymbols(entry: string): ExportedSymbol[] {
  return parse(entry)
    .statements.filter(ts.isExportDeclaration)
    .flatMap((declaration) => symbolsOf(entry, declaration));
}

function symbolsOf(entry: string, { moduleSpecifier, exportClause }: ts.ExportDeclaration): ExportedSymbol[] {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  const source = parse(join(dirname(entry), moduleSpecifier.text.replace(/\.js$/, '.ts')));
  return exportClause.elements.map(({ name, propertyName }) => ({
    name: name.text,
    docs: source.statements
      .filter((statement) => namesOf(statement).includes((propertyName ?? name).text))
      .flatMap((statement) => ts.getJSDocCommentsAndTags(statement))
      .filter(ts.isJSDoc),
  }));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed =
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

describe.each([
  ['index.ts', 80],
  ['testing/index.ts', 10],
])('every symbol that %s exports', (entry, least) => {
  const symbols = exportedSymbols(join(SOURCE, entry));

  it('has a docstring', () => {
    const silent = symbols.filter(({ docs }) => docs.every(({ comment }) => !comment));

    expect(symbols.length).toBeGreaterThan(least);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('is tagged as public, or as internal', () => {
    const isTagged = ({ docs }: ExportedSymbol): boolean =>
      docs.some(({ tags }) => tags?.some(({ tagName }) => /^(publicApi|internal)$/.test(tagName.text)));

    expect(symbols.filter((symbol) => !isTagged(symbol)).map(({ name }) => name)).toEqual([]);
  });
});
