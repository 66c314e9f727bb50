import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CloudauthAccount } from '../contract/cloudauth-client.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { invalidField } from '../errors/validation.error.js';
import { isVendorAccount } from '../keys/vendor-account.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { resolveAccount, type ResolvedAccount } from '../options/account-options.js';
import type { Credentials } from '../options/client-options.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { withTimeout } from '../time/timeout.js';
import { CredentialSource } from './credential-source.js';
import { errorCode } from './transport-error.js';

/** The account of a tenant, with the credentials of one operation. */
export type Account = CloudauthAccount & Omit<ResolvedAccount, 'credentials'>;

/** A tenant waits so many times longer than its account took to fail: a resolver that hangs takes a tenth of the time. */
const WAIT = { times: 9, leastMs: 1_000 };

/** The share of a deadline that `accounts` may take: the rest is for the call, which has its whole timeout by default. */
const SHARE = 1 / 3;

/**
 * Finds the accounts of tenants by the option `accounts`, single-flight for each tenant. There is no cache, because the
 * host knows when credentials change. A stored tenant never falls back to the account of the options.
 */
@Injectable()
export class AccountsService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly pending = new Map<string, Promise<Account | undefined>>();
  /** By the provider or factory, which may fail and be replaced. */
  private readonly sources = new WeakMap<object, CredentialSource>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /**
   * The account of a new verification; undefined without a tenant.
   *
   * @throws IdVerificationValidationError for an unknown tenant, or a product that the tenant may not use
   * @throws IdVerificationError `credentials_unavailable`
   */
  async ofRequest(tenant: string | undefined, productCode: string): Promise<Account | undefined> {
    if (tenant === undefined) return undefined;
    const account = await this.find(tenant);
    if (account === undefined) {
      const message = 'tenant is unknown: the option `accounts` has no account for it';
      throw invalidField('tenant', 'unknownTenant', message);
    }
    if (account.products.some(({ code }) => code === productCode)) return account;
    throw invalidField('productCode', 'isIn', 'productCode must be one of the tenant’s products');
  }

  /**
   * The account of a stored verification; undefined without a tenant.
   *
   * @throws IdVerificationError `credentials_unavailable`
   */
  async of(tenant: string | null): Promise<Account | undefined> {
    if (tenant === null) return undefined;
    const account = await this.find(tenant);
    if (account === undefined) throw this.unavailable(tenant, 'The tenant is unknown', 0);
    return account;
  }

  /**
   * Throws the failure of a call. To another account than the one of Initialize the vendor reports every id as unknown,
   * also that of a user who passed, so that says nothing: a tenant's account may have been replaced.
   *
   * @throws IdVerificationError `credentials_unavailable` in place of that; the error otherwise
   */
  rethrow(
    error: unknown,
    account: Account | undefined,
    { vendorAccount }: { readonly vendorAccount: string | null },
  ): never {
    if (!(error instanceof IdVerificationError) || error.code !== 'transaction_invalid') throw error;
    if (account === undefined || vendorAccount === null) throw error;
    if (isVendorAccount(vendorAccount, { ...this.options, ...account })) throw error;
    throw new IdVerificationError('credentials_unavailable', {
      message: 'The tenant has another account or endpoint now than at Initialize',
      nothingSent: false,
      requestId: error.requestId,
      hint: 'Let the option `accounts` return the account of Initialize until its verifications have ended, and its `accountId` where AccessKeys change.',
    });
  }

  private find(tenant: string): Promise<Account | undefined> {
    const shared = this.pending.get(tenant);
    if (shared !== undefined) return shared;
    const found = this.resolve(tenant).finally(() => this.pending.delete(tenant));
    this.pending.set(tenant, found);
    return found;
  }

  private async resolve(tenant: string): Promise<Account | undefined> {
    const startedAt = this.clock.monotonic();
    const tookMs = (): number => this.clock.monotonic() - startedAt;
    const limitMs = Math.floor(SHARE * this.options.deadlineMs);
    try {
      const account = await withTimeout(limitMs, this.request(tenant));
      if (account !== 'timed-out') return account;
    } catch (error) {
      throw this.unavailable(tenant, reasonOf(error), tookMs());
    }
    const message = `The option \`accounts\` did not return within ${limitMs} ms, a third of \`deadlineMs\``;
    throw this.unavailable(tenant, message, tookMs());
  }

  private async request(tenant: string): Promise<Account | undefined> {
    const given = await this.options.accounts?.(tenant);
    if (given === undefined || given === null) return undefined;
    const account = resolveAccount(given, tenant, this.options);
    if (!('credentials' in account)) {
      const message = `The option \`accounts\` returned an invalid account: ${account.join('; ')}`;
      throw new IdVerificationError('credentials_unavailable', { message });
    }
    const { providerName: _providerName, ...credentials } = await this.sourceOf(
      account.credentials,
    ).resolve();
    return { ...account, tenant, credentials };
  }

  private sourceOf(credentials: Credentials): CredentialSource {
    const source = this.sources.get(credentials) ?? new CredentialSource(credentials);
    this.sources.set(credentials, source);
    return source;
  }

  private unavailable(tenant: string, message: string, tookMs: number): IdVerificationError {
    this.logger.warn(logLine('account_unavailable', { tenant, error: message }));
    return new IdVerificationError('credentials_unavailable', {
      message,
      retryAfterMs: Math.ceil(Math.max(WAIT.leastMs, WAIT.times * tookMs)),
      hint: 'Look for `account_unavailable` in the log, and call the option `accounts` separately to see the cause.',
    });
  }
}

/** The host's error is discarded: it may contain addresses and secrets. */
function reasonOf(error: unknown): string {
  if (error instanceof IdVerificationError) return error.message;
  const name = error instanceof Error ? error.name : typeof error;
  return `The option \`accounts\` failed (${errorCode(error) ?? name})`;
}
