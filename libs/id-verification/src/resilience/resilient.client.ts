import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, type Clock, type Random } from '../time/clock.js';
import { withTimeout } from '../time/timeout.js';
import { sleepUnlessAborted } from '../time/sleep-unless-aborted.js';
import { isDateRefused, isTokenRefused } from '../contract/return-codes.js';
import { ERROR_CODES } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { TelemetryService } from '../observe/telemetry.service.js';
import { CircuitBreakerService } from './circuit-breaker.service.js';
import { AccountsService, type Account } from '../vendor/accounts.service.js';
import type {
  CloudauthOperation,
  CloudauthParameters,
  KnownOperation,
} from '../contract/cloudauth-operation.js';
import { onAbort } from '../time/on-abort.js';
import { SigningClockService } from '../vendor/signing-clock.service.js';
import { RateLimitService } from './rate-limit.service.js';
import type { Reading } from '../vendor/response-reader.service.js';
import { isCounted, retryDelay, type FailedCall } from './retry-rule.js';
import { VendorRequestService, type VendorRequest } from '../vendor/vendor-request.service.js';

/** With which account a call is made, and how it ends. */
export interface CallOptions extends Pick<VendorRequest<unknown>, 'account' | 'signal'> {
  /** Of an operation that makes several calls. */
  readonly deadline?: number | undefined;
}

/** A call that ends with its signal. */
interface Abortable<Result> extends Omit<VendorRequest<Result>, 'account'> {
  /** Replaced once its credentials were renewed. */
  account: Account | undefined;
  readonly signal: AbortSignal;
  /** How often a request may have been sent. */
  sent: number;
}

/** The minimum share of the request timeout: with less time left, the response would probably be lost. */
const LEAST_SHARE = 0.05;

/** How long after its deadline a call is ended that has not ended by itself, in milliseconds. */
const OVERRUN_MS = 500;

/** Makes vendor calls with all resilience rules: rate limit, circuit breaker, retries with backoff, and deadline. */
@Injectable()
export class ResilientClient {
  private successAt: number | undefined;
  private readonly aborting = new AbortController();
  private lastSentAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly requests: VendorRequestService,
    private readonly rateLimit: RateLimitService,
    private readonly breaker: CircuitBreakerService,
    private readonly telemetry: TelemetryService,
    private readonly signing: SigningClockService,
    private readonly accounts: AccountsService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {}

  /** The time since the last successful call, in milliseconds; undefined before the first. */
  get sinceSuccessMs(): number | undefined {
    return this.successAt === undefined ? undefined : this.now() - this.successAt;
  }

  /** The time since the last call, in milliseconds. */
  get idleMs(): number {
    return this.now() - this.lastSentAt;
  }

  /**
   * Rejects what {@link call} would reject at once, before work is done for it.
   *
   * @throws IdVerificationError `circuit_open`, `rate_limited`
   */
  async assertAvailable(operation: CloudauthOperation, account?: Account): Promise<void> {
    this.breakerOf(account).assertAllowed();
    await this.rateLimit.assertRoom(operation, this.options.deadlineMs, account);
  }

  /** The deadline of an operation that begins now, by the monotonic clock. */
  newDeadline(): number {
    return this.now() + this.options.deadlineMs;
  }

  /**
   * For a foreground caller: with retries, within the deadline.
   *
   * @throws IdVerificationError
   */
  async call<Result>(
    operation: KnownOperation<Result>,
    parameters: CloudauthParameters,
    { account, signal, deadline = this.newDeadline() }: CallOptions = {},
  ): Promise<Result> {
    const call = { operation, parameters, account, signal };
    return this.untilAborted(call, deadline - this.now(), (abortable) => this.retry(abortable, deadline));
  }

  /**
   * For a worker, which retries by its own schedule and already has a permit, unless there are tenants: which account a
   * permit must be of is known only after a row is claimed, so {@link acquireSparePermits} gives none then.
   *
   * @throws IdVerificationError
   */
  async callOnce<Result>(
    operation: KnownOperation<Result>,
    parameters: CloudauthParameters,
    { account, signal, deadline = this.newDeadline() }: CallOptions = {},
  ): Promise<Result> {
    const call = { operation, parameters, account, signal };
    if (this.options.accounts !== undefined) {
      const leftMs = deadline - this.now();
      return this.untilAborted(call, leftMs, (abortable) => this.attempt(abortable, 1, leftMs, true));
    }
    // Leases cover the deadline: the result of a longer call could not be stored.
    const timeoutMs = Math.min(this.options.requestTimeoutMs, this.options.deadlineMs);
    return this.untilAborted(call, timeoutMs, async (abortable) =>
      understood(await this.breaker.run(() => this.send(abortable, 1, timeoutMs))),
    );
  }

  /**
   * The number of calls that a worker may make now, up to `most`; undefined with a rate limit, which gives permits, and
   * with tenants, whose circuits and permits are known only for a row.
   */
  allowedWithoutPermits(most: number): number | undefined {
    const { rateLimit, accounts } = this.options;
    return rateLimit === undefined && accounts === undefined ? this.breaker.allowed(most) : undefined;
  }

  /** Acquires spare permits, without tenants. @returns the number, up to `most` */
  async acquireSparePermits(
    operation: CloudauthOperation,
    most: number,
    signal: AbortSignal,
  ): Promise<number> {
    if (this.options.accounts !== undefined) return most;
    return this.rateLimit.acquireSparePermits(operation, this.breaker.allowed(most), signal);
  }

  /** Aborts calls in flight and rejects later ones, at the end of a graceful shutdown. */
  abortInFlight(): void {
    this.aborting.abort();
  }

  /**
   * Runs work until it is aborted, or its limit has clearly passed: a timer of its own ends what waits for a database
   * or an event that never comes.
   */
  private async untilAborted<Result>(
    call: VendorRequest<Result>,
    limitMs: number,
    work: (abortable: Abortable<Result>) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    const signals = [this.aborting.signal, call.signal].filter((signal) => signal !== undefined);
    if (signals.some(({ aborted }) => aborted)) controller.abort();
    const unfollow = signals.map((signal) => onAbort(signal, () => controller.abort()));
    const abortable = { ...call, account: call.account, signal: controller.signal, sent: 0 };
    try {
      const result = await withTimeout(limitMs + OVERRUN_MS, work(abortable));
      if (result !== 'timed-out') return result;
      controller.abort();
      throw abortable.sent > 0 ? new IdVerificationError('vendor_timeout') : neverPermitted();
    } finally {
      for (const end of unfollow) end();
    }
  }

  private async retry<Result>(call: Abortable<Result>, deadline: number): Promise<Result> {
    let failure: IdVerificationError | undefined;
    let counted = 0;
    let mayCorrect = this.options.retry !== undefined;
    let mayRenew = this.options.retry !== undefined;
    for (let attempt = 1; ; attempt += 1) {
      const { correctionMs } = this.signing;
      try {
        return await this.attempt(call, attempt, deadline - this.now());
      } catch (error) {
        if (!(error instanceof IdVerificationError)) throw error;
        // The vendor's response is more useful than the local rejection of its retry.
        if (failure !== undefined && isRejectedLocally(error)) throw failure;
        failure = error;
      }
      // The gateway refused the call before execution: one retry with newer credentials of a provider, one with a
      // corrected date.
      const isCorrected = correctionMs !== this.signing.correctionMs;
      if (mayRenew && isTokenRefused(failure.vendorCode) && (await this.renew(call))) mayRenew = false;
      else if (mayCorrect && isCorrected && isDateRefused(failure.vendorCode)) mayCorrect = false;
      else {
        if (isCounted(failure)) counted += 1;
        await this.backoff(call, { error: failure, attempt, counted }, deadline);
      }
      this.telemetry.vendorRetry(call.operation.name, failure);
    }
  }

  /** @returns whether the next attempt has other credentials, as far as is known of a provider of the options */
  private async renew(call: Abortable<unknown>): Promise<boolean> {
    const { account } = call;
    if (account === undefined) return !('accessKeyId' in this.options.credentials);
    // Without an account the refusal of the vendor is more useful.
    const renewed = await this.accounts.of(account.tenant).catch(() => undefined);
    if (renewed === undefined || isDeepStrictEqual(renewed.credentials, account.credentials)) return false;
    call.account = renewed;
    return true;
  }

  private async attempt<Result>(
    call: Abortable<Result>,
    attempt: number,
    leftMs: number,
    background = false,
  ): Promise<Result> {
    const startedAt = this.now();
    const breaker = this.breakerOf(call.account);
    // Checked before the rate limit too, so that no permit is wasted.
    breaker.assertAllowed();
    const { leastMs } = this;
    await this.rateLimit.acquire(call.operation.name, {
      leftMs,
      leastMs,
      isRetry: attempt > 1,
      background,
      account: call.account,
      signal: call.signal,
    });
    const timeoutMs = Math.min(this.options.requestTimeoutMs, leftMs - (this.now() - startedAt));
    if (timeoutMs < this.leastMs) throw new IdVerificationError('rate_limited', { retryAfterMs: 1_000 });
    return understood(await breaker.run(() => this.send(call, attempt, timeoutMs)));
  }

  private async send<Result>(
    call: Abortable<Result>,
    attempt: number,
    timeoutMs: number,
  ): Promise<Reading<Result>> {
    const operation = call.operation.name;
    // Ended meanwhile: no caller would get the response.
    if (call.signal.aborted) throw new IdVerificationError('aborted', { nothingSent: true });
    call.sent += 1;
    this.lastSentAt = this.now();
    try {
      const result = await this.telemetry.vendorCall(operation, attempt, () =>
        this.requests.send(call, timeoutMs),
      );
      this.successAt = this.now();
      return result;
    } catch (error) {
      if (error instanceof IdVerificationError && error.code === 'throttled') {
        // Ignored: the next call reports it.
        await this.rateLimit.slowDown(operation, call.account).catch(() => undefined);
      }
      throw error;
    }
  }

  /** @throws IdVerificationError the failure itself if the call is not retried; `aborted` */
  private async backoff(
    { operation: { name: operation }, signal }: VendorRequest<unknown>,
    failed: Omit<FailedCall, 'operation'>,
    deadline: number,
  ): Promise<void> {
    const { retry } = this.options;
    const delay = retry && retryDelay({ ...failed, operation }, retry, this.random());
    if (delay === undefined || this.now() + delay + this.leastMs > deadline) throw failed.error;
    await sleepUnlessAborted(this.clock, delay, signal);
  }

  private breakerOf(account: Account | undefined): CircuitBreakerService {
    return account === undefined ? this.breaker : this.breaker.at(account.endpoint);
  }

  private get leastMs(): number {
    return LEAST_SHARE * Math.min(this.options.requestTimeoutMs, this.options.deadlineMs);
  }

  private now(): number {
    return this.clock.monotonic();
  }
}

/** The error of a call whose permit the database did not give in time. */
function neverPermitted(): IdVerificationError {
  return new IdVerificationError('storage_unavailable', {
    message: 'The rate limit could not be read from the database in time',
    nothingSent: true,
  });
}

function isRejectedLocally({ code }: IdVerificationError): boolean {
  const { origin, sent } = ERROR_CODES[code];
  return origin === 'library' && sent === 'no';
}

/** Throws for an unreadable success outside the circuit breaker: it is not a failure of the vendor's service. */
function understood<Result>(reading: Reading<Result>): Result {
  if (reading.kind === 'value') return reading.value;
  throw reading.error;
}
