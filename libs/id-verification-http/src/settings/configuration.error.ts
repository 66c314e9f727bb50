/**
 * One setting that keeps the application from starting.
 *
 * @publicApi
 */
export interface SettingProblem {
  readonly setting: string;
  /** What is wrong and what to do, in words that follow the setting's name; never the setting's value. */
  readonly fix: string;
}

/**
 * The environment does not make a configuration. The message lists every problem at once.
 *
 * @publicApi
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly SettingProblem[]) {
    super(
      ['The application cannot start:', ...problems.map(({ setting, fix }) => `  - ${setting} ${fix}`)].join(
        '\n',
      ),
    );
  }
}
