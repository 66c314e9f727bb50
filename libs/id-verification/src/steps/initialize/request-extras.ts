import { invalidField } from '../../errors/validation.error.js';
import type { MaxAttemptsPerUserOptions } from '../../options/id-verification-options.js';
import { ACCOUNT_NAME } from '../../options/resilience-options.js';
import { RETENTION_DAYS } from '../../options/worker-options.js';
import { checkMetadata } from './metadata.js';

/** Arguments of `initialize` that are not vendor parameters. */
export interface RequestExtras {
  readonly metadata: Readonly<Record<string, string>>;
  readonly retentionDays: number | undefined;
  readonly tenant: string | undefined;
}

/** As a caller gives them, before they are checked. */
export interface GivenExtras {
  readonly metadata?: unknown;
  readonly retentionDays?: unknown;
  readonly tenant?: unknown;
}

const DAY_MS = 86_400_000;

/**
 * @param limit attempts must be kept for as long as they count
 * @throws IdVerificationValidationError
 */
export function checkExtras(given: GivenExtras, limit: MaxAttemptsPerUserOptions | undefined): RequestExtras {
  const metadata = checkMetadata(given.metadata ?? {});
  const tenant = checkTenant(given.tenant);
  const { retentionDays } = given;
  if (retentionDays === undefined) return { metadata, retentionDays, tenant };
  if (typeof retentionDays !== 'number' || !RETENTION_DAYS.rule.accepts(retentionDays)) {
    throw invalidField('retentionDays', 'range', `retentionDays must be ${RETENTION_DAYS.rule.expected}`);
  }
  if (limit !== undefined && retentionDays * DAY_MS < limit.windowMs) {
    const message = 'retentionDays must be at least as long as the window of maxAttemptsPerUser';
    throw invalidField('retentionDays', 'range', message);
  }
  return { metadata, retentionDays, tenant };
}

function checkTenant(tenant: unknown): string | undefined {
  const { accepts, expected } = ACCOUNT_NAME.rule;
  if (tenant === undefined || (typeof tenant === 'string' && accepts(tenant))) return tenant;
  throw invalidField('tenant', 'matches', `tenant must be ${expected}`);
}
