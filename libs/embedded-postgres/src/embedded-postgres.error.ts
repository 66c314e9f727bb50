export type EmbeddedPostgresErrorCode =
  | 'refused_in_production'
  | 'platform_unsupported'
  | 'package_missing'
  | 'data_directory_in_use'
  | 'data_directory_unusable'
  | 'port_in_use'
  | 'initialization_failed'
  | 'start_failed'
  | 'guardian_lost';

/** What a person can always do instead; said wherever this package cannot serve. */
export const REMEDY = 'Set DATABASE_URL to use a PostgreSQL server of your own instead.';

/** The one error of this package. Its message says what to do next and never holds the password. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
