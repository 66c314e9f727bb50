import { IdVerificationValidationError } from '../../errors/validation.error.js';
import { RETENTION_DAYS } from '../../options/worker-options.js';
import { checkMetadata } from './metadata.js';

/** Arguments of `initialize` that are not vendor parameters. */
export interface RequestExtras {
  readonly metadata: Readonly<Record<string, string>>;
  readonly retentionDays: number | undefined;
}

/** @throws IdVerificationValidationError */
export function checkExtras(given: {
  readonly metadata?: unknown;
  readonly retentionDays?: unknown;
}): RequestExtras {
  const metadata = checkMetadata(given.metadata ?? {});
  const { retentionDays } = given;
  if (retentionDays === undefined) return { metadata, retentionDays };
  if (typeof retentionDays === 'number' && RETENTION_DAYS.rule.accepts(retentionDays)) {
    return { metadata, retentionDays };
  }
  const message = `retentionDays must be ${RETENTION_DAYS.rule.expected}`;
  throw new IdVerificationValidationError([{ field: 'retentionDays', rule: 'range', message }]);
}
