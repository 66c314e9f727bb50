export { ConfigurationError, type SettingProblem } from './configuration.error.js';
export { databaseUrl, limit, oneOf, origins, wholeNumber } from './fields.js';
export { isLoopbackHost } from './host-names.js';
export {
  ID_VERIFICATION_SETTINGS,
  idVerificationOptions,
  RATE_LIMIT_SETTINGS,
  rateLimitOptions,
  type IdVerificationSettings,
} from './id-verification.settings.js';
export { LIMIT_SETTINGS, limitOptions } from './limit.settings.js';
export { listen } from './listen.js';
export { loadSettingsFile } from './load-settings-file.js';
export { apiKeys, keyRing } from './named-pairs.js';
export { parseSettings, unknownSettings, type Environment } from './parse-settings.js';
export { apiKeyProgram, migrateProgram } from './programs.js';
export { refuseReusedSecrets } from './reused-secrets.js';
export {
  NO_SANDBOX_SETTINGS,
  refuseProduction,
  refuseSandboxValue,
  SANDBOX,
  SANDBOX_SETTINGS,
  sandboxOptions,
} from './sandbox.settings.js';
export { SERVER_SETTINGS, serverOptions, type ServerOptions } from './server.settings.js';
export { startupFailure } from './startup-failure.js';
export { trustedProxies } from './trusted-proxies.js';
export { emulatorEndpoint } from './vendor-endpoint.js';
