import { ConfigurationError } from './configuration.error.js';
import type { Environment } from './environment.js';
import { readConfiguration } from './read-configuration.js';

/** The message with which an environment is refused; empty when it is not. */
export function refusal(environment: Environment): string {
  try {
    readConfiguration(environment);
    return '';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

/** The names of the settings that are refused. */
export function refusedSettings(environment: Environment): string[] {
  try {
    readConfiguration(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ setting }) => setting);
    throw error;
  }
}
