import type { Rule, TaskConfigurationGenerator, Tree } from '@angular-devkit/schematics';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { withShutdownHooks } from './bootstrap-source.js';
import { readHost, readManifest, type Host } from './host.js';
import { declareInModule } from './module-source.js';
import { handlerFile, handlerSpecFile } from './outcome-handler-files.js';
import { EMULATOR_COMMAND, environmentLines, verificationsModuleFile } from './verifications-module-file.js';

const HANDLER = 'onboarding';

/** Version ranges by the name of the package. */
type Ranges = Readonly<Record<string, string>>;

/** The package's own version and ranges; of Nest's packages the line that belongs to the host's Nest. */
const { version, peerDependencies } = createRequire(__filename)('../../package.json') as {
  version: string;
  peerDependencies: Record<'typeorm' | 'pg' | 'class-validator', string>;
};

function dependenciesOf({ nest }: Host): Ranges {
  return {
    '@nestjs/config': nest < 12 ? '^4.0.0' : `^${nest}.0.0`,
    '@nestjs/typeorm': `^${nest}.0.0`,
    'class-validator': peerDependencies['class-validator'],
    pg: peerDependencies.pg,
    typeorm: peerDependencies.typeorm,
  };
}

/** It has the version of the library. */
const DEV_DEPENDENCIES = { 'cloudauth-emulator': `^${version}` };

/** As `NodePackageInstallTask`, which the host need not have. */
const INSTALL: TaskConfigurationGenerator = {
  toConfiguration: () => ({
    name: 'node-package',
    options: { command: 'install', quiet: true },
  }),
};

/**
 * `nest add nestjs-id-verification`: a module with the database, the options, the exception filter and an outcome handler
 * with its spec, the shutdown hooks, the variables in `.env.example`, and the dependencies. A second run changes nothing.
 */
export function nestAdd({ sourceRoot }: { readonly sourceRoot: string }): Rule {
  return (tree, context) => {
    const host = readHost(tree);
    const folder = posix.join(sourceRoot, 'verifications');
    const rootModule = posix.join(sourceRoot, 'app.module.ts');
    if (!tree.exists(rootModule)) throw new Error(`${rootModule}: not found; run nest add in an application`);

    const module = posix.join(folder, 'verifications.module.ts');
    if (!tree.exists(module)) {
      tree.create(module, verificationsModuleFile(host, { hasDataSource: hasDataSource(tree, sourceRoot) }));
      tree.create(posix.join(folder, `${HANDLER}.handler.ts`), handlerFile(HANDLER));
      tree.create(posix.join(folder, `${HANDLER}.handler.spec.ts`), handlerSpecFile(HANDLER, host));
    } else if (!tree.readText(module).includes('nestjs-id-verification')) {
      throw new Error(
        `${module}: exists without the library; rename it, or import IdVerificationModule manually`,
      );
    }
    const from = `./verifications/verifications.module${host.extension}`;
    update(tree, rootModule, (source) =>
      declareInModule(source, { list: 'imports', className: 'VerificationsModule', from }),
    );
    const main = posix.join(sourceRoot, 'main.ts');
    if (tree.exists(main)) update(tree, main, withShutdownHooks);
    if (!tree.exists('.env.example')) tree.create('.env.example', '');
    update(tree, '.env.example', (text) => text + environmentLines(text));
    if (addDependencies(tree, host)) context.addTask(INSTALL);
    context.logger.info(
      'Copy .env.example to .env and set the variables. To try it without an account, set those of the emulator and\n' +
        `start it beside your application:\n  ${EMULATOR_COMMAND}`,
    );
  };
}

/** Whether the host connects TypeORM itself. */
function hasDataSource(tree: Tree, sourceRoot: string): boolean {
  let found = false;
  tree.getDir(sourceRoot).visit((path) => {
    found ||= path.endsWith('.ts') && /TypeOrmModule\s*\.forRoot/.test(tree.readText(path));
  });
  return found;
}

function addDependencies(tree: Tree, host: Host): boolean {
  const manifest = readManifest(tree);
  const { dependencies = {}, devDependencies = {} } = manifest;
  const missing = without(dependencies, dependenciesOf(host));
  const missingInDevelopment = without({ ...dependencies, ...devDependencies }, DEV_DEPENDENCIES);
  if (missing.length + missingInDevelopment.length === 0) return false;
  const content = {
    ...manifest,
    dependencies: sorted([...Object.entries(dependencies), ...missing]),
    devDependencies: sorted([...Object.entries(devDependencies), ...missingInDevelopment]),
  };
  tree.overwrite('package.json', `${JSON.stringify(content, null, 2)}\n`);
  return true;
}

function without(given: Ranges, wanted: Ranges): [name: string, range: string][] {
  return Object.entries(wanted).filter(([name]) => given[name] === undefined);
}

function sorted(ranges: readonly [name: string, range: string][]): Ranges {
  return Object.fromEntries(ranges.toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Writes only what changed, so that an unchanged file is not reported. */
function update(tree: Tree, path: string, change: (text: string) => string): void {
  const before = tree.readText(path);
  const after = change(before);
  if (after !== before) tree.overwrite(path, after);
}
