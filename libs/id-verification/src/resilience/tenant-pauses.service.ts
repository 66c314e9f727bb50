import { Inject, Injectable } from '@nestjs/common';
import type { CloudauthOperation } from '../contract/cloudauth-operation.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';

/** The shortest pause of a tenant, in milliseconds. */
const LEAST_PAUSE_MS = 1_000;

/**
 * Which tenants the workers of this process leave out, so that their rows take no turn of the others: those whose
 * account can make no call, because it has no permit, its circuit is open, or it could not be found. Without the option
 * `accounts` all rows share one account.
 */
@Injectable()
export class TenantPausesService {
  /** When each pause ends, by the monotonic clock, for each operation; the empty text stands for rows without a tenant. */
  private readonly pauses = new Map<CloudauthOperation, Map<string, number>>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: Pick<ResolvedOptions, 'accounts'>,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Pauses a tenant after a failed call, for as long as the error says that no call can be made. */
  pause(
    operation: CloudauthOperation,
    tenant: string | null,
    { nothingSent, retryAfterMs }: IdVerificationError,
  ): void {
    const areShared = tenant === null && this.options.accounts === undefined;
    if (areShared || !nothingSent || retryAfterMs === undefined) return;
    const paused = this.pauses.get(operation) ?? new Map<string, number>();
    this.pauses.set(operation, paused);
    paused.set(tenant ?? '', this.clock.monotonic() + Math.max(retryAfterMs, LEAST_PAUSE_MS));
  }

  /** The tenants that are paused now. */
  of(operation: CloudauthOperation): string[] {
    const paused = this.pauses.get(operation) ?? new Map<string, number>();
    const now = this.clock.monotonic();
    for (const [tenant, until] of paused) if (until <= now) paused.delete(tenant);
    return [...paused.keys()];
  }
}
