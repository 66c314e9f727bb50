import { ConfigurationError, type SettingProblem } from './configuration.error.js';
import type { Environment } from './environment.js';
import type { SettingName } from './setting-names.js';

/**
 * Reads settings and gathers what is wrong with them, so that an operator sees every problem at once. After a problem
 * a stand-in value goes on, which nothing ever uses: {@link throwIfRefused} comes first.
 */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly #problems: SettingProblem[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The names of all settings that have a value, also of those that the application does not know. */
  get names(): string[] {
    return Object.keys(this.#environment).filter((name) => this.#environment[name] !== undefined);
  }

  /** The setting without surrounding white space; undefined when it is absent or empty. */
  optional(setting: SettingName): string | undefined {
    const value = this.#environment[setting]?.trim();
    return value === '' ? undefined : value;
  }

  /** The setting, or an empty text and a problem. */
  required(setting: SettingName, whenMissing: string): string {
    const value = this.optional(setting);
    if (value === undefined) this.refuse(setting, whenMissing);
    return value ?? '';
  }

  /** Whether the setting is there and one of the given texts; absent means undefined, another text is a problem. */
  oneOf<const Value extends string>(setting: SettingName, values: readonly Value[]): Value | undefined {
    const given = this.optional(setting);
    const value = values.find((candidate) => candidate === given);
    if (given !== undefined && value === undefined)
      this.refuse(setting, `must be one of ${values.join(', ')}`);
    return value;
  }

  /** A whole number within its limits; undefined when it is absent. */
  wholeNumber(setting: SettingName, least: number, most: number): number | undefined {
    const given = this.optional(setting);
    if (given === undefined) return undefined;
    const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.refuse(setting, `must be a whole number from ${least} to ${most}`);
    return undefined;
  }

  refuse(setting: string, fix: string): void {
    this.#problems.push({ setting, fix });
  }

  /** @throws ConfigurationError when anything was refused */
  throwIfRefused(): void {
    if (this.#problems.length > 0) throw new ConfigurationError(this.#problems);
  }
}
