import { ConfigurationError, type Environment } from 'nestjs-id-verification-http/settings';
import { readSettings } from './settings.js';

/** The message with which an environment is refused; empty when it is not. */
export function refusal(environment: Environment): string {
  try {
    readSettings(environment);
    return '';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

/** The names of the settings that are refused. */
export function refusedSettings(environment: Environment): string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ setting }) => setting);
    throw error;
  }
}
