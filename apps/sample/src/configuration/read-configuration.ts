import type { Configuration } from './configuration.js';
import { EnvironmentReader } from './environment-reader.js';
import type { Environment } from './environment.js';
import { readLiveConfiguration } from './live-configuration.js';
import { readSandboxConfiguration } from './sandbox-configuration.js';
import { SETTING_NAMES } from './setting-names.js';

/**
 * Reads and checks the settings. The sandbox is opted into with `SANDBOX=true`; everything else is live.
 *
 * @throws ConfigurationError that lists every problem with its fix
 */
export function readConfiguration(environment: Environment): Configuration {
  const reader = new EnvironmentReader(environment);
  refuseMisspeltNames(reader);
  const isSandbox = reader.oneOf('SANDBOX', ['true', 'false']) === 'true';
  const configuration = isSandbox ? readSandboxConfiguration(reader) : readLiveConfiguration(reader);
  reader.throwIfRefused();
  return configuration;
}

/** A setting of our prefix that is not known is most likely a misspelt one. */
function refuseMisspeltNames(reader: EnvironmentReader): void {
  const known: readonly string[] = SETTING_NAMES;
  for (const name of reader.names) {
    if (name.startsWith('ID_VERIFICATION_') && !known.includes(name)) {
      reader.refuse(name, 'is not a setting: look for a spelling mistake, or remove it');
    }
  }
}
