import { IdVerificationValidationError } from '../../errors/validation.error.js';
import type { MaxAttemptsPerUserOptions } from '../../options/id-verification-options.js';
import { RETENTION_DAYS } from '../../options/worker-options.js';
import { checkMetadata } from './metadata.js';

/** Arguments of `initialize` that are not vendor parameters. */
export interface RequestExtras {
  readonly metadata: Readonly<Record<string, string>>;
  readonly retentionDays: number | undefined;
}

/** As a caller gives them, before they are checked. */
export interface GivenExtras {
  readonly metadata?: unknown;
  readonly retentionDays?: unknown;
}

const DAY_MS = 86_400_000;

/**
 * @param limit attempts must be kept for as long as they count
 * @throws IdVerificationValidationError
 */
export function checkExtras(given: GivenExtras, limit: MaxAttemptsPerUserOptions | undefined): RequestExtras {
  const metadata = checkMetadata(given.metadata ?? {});
  const { retentionDays } = given;
  if (retentionDays === undefined) return { metadata, retentionDays };
  if (typeof retentionDays !== 'number' || !RETENTION_DAYS.rule.accepts(retentionDays)) {
    throw retentionProblem(RETENTION_DAYS.rule.expected);
  }
  if (limit !== undefined && retentionDays * DAY_MS < limit.windowMs) {
    throw retentionProblem('at least as long as the window of maxAttemptsPerUser');
  }
  return { metadata, retentionDays };
}

function retentionProblem(expected: string): IdVerificationValidationError {
  const message = `retentionDays must be ${expected}`;
  return new IdVerificationValidationError([{ field: 'retentionDays', rule: 'range', message }]);
}
