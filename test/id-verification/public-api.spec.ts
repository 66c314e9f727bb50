import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface ExportedSymbol {
  readonly name: string;
  readonly docs: readonly ts.JSDoc[];
}

const INDEX = join(import.meta.dirname, '../../libs/id-verification/src/index.ts');

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** What index.ts exports, read from the syntax alone: a program with all types would take seconds. */
function exportedSymbols(): ExportedSymbol[] {
  return parse(INDEX).statements.filter(ts.isExportDeclaration).flatMap(symbolsOf);
}

function symbolsOf({ moduleSpecifier, exportClause }: ts.ExportDeclaration): ExportedSymbol[] {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  const source = parse(join(dirname(INDEX), moduleSpecifier.text.replace(/\.js$/, '.ts')));
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

describe('every symbol that index.ts exports', () => {
  const symbols = exportedSymbols();

  it('says in words what it is for', () => {
    const silent = symbols.filter(({ docs }) => docs.every(({ comment }) => !comment));

    expect(symbols.length).toBeGreaterThan(80);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('is tagged as public, or as internal', () => {
    const isTagged = ({ docs }: ExportedSymbol): boolean =>
      docs.some(({ tags }) => tags?.some(({ tagName }) => /^(publicApi|internal)$/.test(tagName.text)));

    expect(symbols.filter((symbol) => !isTagged(symbol)).map(({ name }) => name)).toEqual([]);
  });
});
