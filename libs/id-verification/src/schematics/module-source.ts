import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type ts from 'typescript';

/** What a module of the host is to import or to provide. */
export interface Declaration {
  readonly list: 'imports' | 'providers';
  readonly className: string;
  readonly from: string;
}

/**
 * Adds a class to a list of a module's metadata, and its import to the file.
 *
 * @returns the source unchanged if the file imports the class already
 * @throws Error if the file has no `@Module({ … })` with a literal list, or imports another class of that name
 */
export function declareInModule(source: string, { list, className, from }: Declaration): string {
  const typescript = hostsTypeScript();
  const file = typescript.createSourceFile('module.ts', source, typescript.ScriptTarget.Latest, true);
  const imports = file.statements.filter((statement) => typescript.isImportDeclaration(statement));
  const present = imports.find(({ importClause }) => importClause?.getText().match(`\\b${className}\\b`));
  if (present !== undefined) {
    if (isSameFile(present.moduleSpecifier.getText().slice(1, -1), from)) return source;
    throw new Error(`it imports another ${className}; add ${className} from '${from}' manually`);
  }

  const metadata = moduleMetadata(typescript, file);
  const property = metadata?.properties.find(({ name }) => name?.getText() === list);
  const elements =
    property &&
    typescript.isPropertyAssignment(property) &&
    typescript.isArrayLiteralExpression(property.initializer)
      ? property.initializer.elements
      : undefined;
  if (metadata === undefined || (property !== undefined && elements === undefined)) {
    throw new Error(`its @Module({ ${list}: [] }) is no literal; add ${className} from '${from}' manually`);
  }

  const last = elements?.at(-1);
  const entry =
    elements === undefined
      ? { at: metadata.getStart() + 1, text: `\n  ${list}: [${className}],` }
      : last === undefined
        ? { at: elements.pos, text: className }
        : { at: last.end, text: `,${last.getFullText().match(/^\s*/)?.[0] || ' '}${className}` };
  const withEntry = source.slice(0, entry.at) + entry.text + source.slice(entry.at);
  const at = imports.at(-1)?.end ?? 0;
  return `${withEntry.slice(0, at)}\nimport { ${className} } from '${from}';${withEntry.slice(at)}`;
}

/** Whether two import paths are of one file: with an extension or not, relative or by an alias of the source root. */
function isSameFile(imported: string, wanted: string): boolean {
  const bare = (from: string) => `/${from.replace(/^\.\/|\.js$/g, '')}`;
  return bare(imported).endsWith(bare(wanted));
}

function moduleMetadata(typescript: typeof ts, file: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  const decorators = file.statements
    .filter((statement) => typescript.isClassDeclaration(statement))
    .flatMap((declaration) => typescript.getDecorators(declaration) ?? []);
  for (const { expression } of decorators) {
    if (!typescript.isCallExpression(expression) || expression.expression.getText() !== 'Module') continue;
    const [metadata] = expression.arguments;
    if (metadata !== undefined && typescript.isObjectLiteralExpression(metadata)) return metadata;
  }
  return undefined;
}

/** The compiler that the host builds with: the library depends on none. */
function hostsTypeScript(): typeof ts {
  return createRequire(resolve('package.json'))('typescript');
}
