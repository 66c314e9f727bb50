import { createRequire } from 'node:module';
import { join } from 'node:path';
import { IdVerificationConfigurationError } from '../../errors/configuration.error.js';
import { errorCode } from '../transport-error.js';
import { isCloudauthSdk, type CloudauthSdk } from './cloudauth-sdk.js';

const PACKAGE = '@alicloud/cloudauth-intl20220809';

const INSTALL = `install it with: npm install ${PACKAGE}@^3.19.0`;

/**
 * The vendor's SDK: the module that the option holds, or the package as the host application has it installed.
 *
 * @param from folders to resolve from: this package's own, where package managers link peers, and the application's,
 * for a library that is linked from elsewhere
 * @throws IdVerificationConfigurationError that says how to install it
 */
export function loadCloudauthSdk(
  client: 'sdk' | { readonly sdk: object },
  from: readonly string[] = [__dirname, process.cwd()],
): CloudauthSdk {
  const module = client === 'sdk' ? requireFrom(from) : client.sdk;
  // An ES module that imports the package as a whole gets what it exports one level down.
  const sdk = [module, Reflect.get(module, 'default')].find((candidate) => isCloudauthSdk(candidate));
  if (sdk !== undefined) return sdk;
  throw problem(`is not version 3.19 or later of ${PACKAGE}; ${INSTALL}`);
}

function requireFrom(folders: readonly string[]): object {
  const found = folders.map((folder) => resolveFrom(folder)).find((path) => path !== undefined);
  if (found === undefined) throw problem(`needs the package ${PACKAGE}, which is not installed; ${INSTALL}`);
  try {
    const module: unknown = createRequire(found)(found);
    return Object(module);
  } catch (error) {
    throw problem(
      `found ${PACKAGE}, but it cannot be loaded (${errorCode(error) ?? 'unknown reason'}); ${INSTALL}`,
    );
  }
}

function resolveFrom(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'index.js')).resolve(PACKAGE);
  } catch {
    return undefined;
  }
}

function problem(sentence: string): IdVerificationConfigurationError {
  return new IdVerificationConfigurationError([`\`client\` 'sdk' ${sentence}, or set \`client: 'native'\``]);
}
