import { ConfigurationError } from './configuration/configuration.error.js';
import { codeOf } from './startup-failure.js';

/** Why the application cannot listen, with the setting that says where. */
export function listenFailure(error: unknown, hostSetting: 'HOST' | 'SANDBOX_HOST'): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return refusal('PORT', 'is taken: stop the program that has it, or set another port');
  }
  if (code === 'EACCES') return refusal('PORT', 'may not be used by this user: set one above 1023');
  if (code === undefined || !/^E[A-Z_]+$/.test(code)) return error;
  return refusal(hostSetting, `must be an address of this machine, or a name of one (${code})`);
}

function refusal(setting: string, fix: string): ConfigurationError {
  return new ConfigurationError([{ setting, fix }]);
}
