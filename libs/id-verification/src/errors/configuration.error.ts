import { IdVerificationError } from './id-verification.error.js';

/**
 * The configuration is invalid. Thrown at boot; lists each option with the problem and the fix, and never the option's
 * value.
 *
 * @publicApi
 */
export class IdVerificationConfigurationError extends IdVerificationError {
  override readonly name = 'IdVerificationConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super('configuration_invalid', {
      message: ['IdVerificationModule cannot start:', ...problems.map((problem) => `  - ${problem}`)].join(
        '\n',
      ),
    });
  }
}
