import { IdVerificationError } from './id-verification.error.js';

/**
 * The module cannot work as it is configured. Thrown at boot; names each option, what is wrong and the fix, and
 * never the option's value.
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
