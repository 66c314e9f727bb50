import { createRequire } from 'node:module';
import { join } from 'node:path';
import { IdVerificationConfigurationError } from '../../errors/configuration.error.js';
import { errorCode } from '../transport-error.js';
import { isCloudauthSdk, type CloudauthSdk } from './cloudauth-sdk.js';

const PACKAGE = '@alicloud/cloudauth-intl20220809';

const INSTALL = `install it with: npm install ${PACKAGE}@^3.19.0`;

/**
 * Loads the vendor's SDK: the module of the option, or the package that the host application has installed.
 *
 * @param from folders to resolve from: this package's, and the application's for a linked library
 * @throws IdVerificationConfigurationError with the command that installs it
 */
export function loadCloudauthSdk(
  client: 'sdk' | { readonly sdk: object },
  from: readonly string[] = [__dirname, process.cwd()],
): CloudauthSdk {
  const module = client === 'sdk' ? requireFrom(from) : client.sdk;
  // A namespace import of the package has its exports in `default`.
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
