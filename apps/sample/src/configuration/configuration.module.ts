import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { CONFIGURATION_NAMESPACE, type Configuration } from './configuration.js';

/** Makes the configuration injectable everywhere, as what was read and checked already and from nowhere else. */
export function configurationModule(configuration: Configuration): Promise<DynamicModule> {
  return ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    skipProcessEnv: true,
    validatePredefined: false,
    load: [registerAs(CONFIGURATION_NAMESPACE, () => configuration)],
  });
}
