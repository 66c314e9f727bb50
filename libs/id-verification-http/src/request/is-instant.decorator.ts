import { isISO8601, ValidateBy } from 'class-validator';

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;

/**
 * A time in UTC, as text.
 *
 * @publicApi
 */
export const IsInstant = () =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      // Date alone would take the 31st of February as the 3rd of March.
      validate: (value) =>
        typeof value === 'string' && IN_UTC.test(value) && isISO8601(value, { strict: true }),
      defaultMessage: () => '$property must be a time in UTC like 2026-06-01T12:00:00Z, given once',
    },
  });
