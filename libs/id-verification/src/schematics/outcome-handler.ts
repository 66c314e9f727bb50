import type { Rule, Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { readHost } from './host.js';
import { declareInModule } from './module-source.js';
import { handlerClassName, handlerFile, handlerSpecFile } from './outcome-handler-files.js';

/** The options of `nest generate`. */
export interface OutcomeHandlerSchema {
  readonly name: string;
  readonly path: string;
  readonly sourceRoot: string;
  readonly flat: boolean;
  readonly spec: boolean;
}

/** `nest generate -c nestjs-id-verification outcome-handler NAME`: a handler, its spec, and its place in a module. */
export function outcomeHandler({
  name: path,
  path: parent,
  sourceRoot,
  flat,
  spec,
}: OutcomeHandlerSchema): Rule {
  return (tree, context) => {
    const host = readHost(tree);
    const name = posix.basename(path);
    const folder = posix.join(sourceRoot, parent, flat ? posix.dirname(path) : path);
    tree.create(posix.join(folder, `${name}.handler.ts`), handlerFile(name));
    if (spec) tree.create(posix.join(folder, `${name}.handler.spec.ts`), handlerSpecFile(name, host));

    const className = handlerClassName(name);
    const module = nearestModule(tree, folder);
    if (module === undefined) {
      context.logger.warn(`No module found: add ${className} to the providers of one.`);
      return;
    }
    const relative = posix.relative(posix.dirname(module), posix.join(folder, `${name}.handler`));
    const from = `${relative.startsWith('.') ? '' : './'}${relative}${host.extension}`;
    tree.overwrite(module, declareInModule(tree.readText(module), { list: 'providers', className, from }));
  };
}

/** The module in a folder or the nearest one above. */
function nearestModule(tree: Tree, folder: string): string | undefined {
  const file = tree.getDir(folder).subfiles.find((name) => name.endsWith('.module.ts'));
  if (file !== undefined) return posix.join(folder, file);
  return folder === '.' ? undefined : nearestModule(tree, posix.dirname(folder));
}
