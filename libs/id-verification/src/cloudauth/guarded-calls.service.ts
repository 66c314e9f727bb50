import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, type Clock, type Random } from '../clock/clock.js';
import { sleepUnlessAborted } from '../clock/sleep-unless-aborted.js';
import type { CloudauthResult } from '../contract/cloudauth-result.js';
import { ERROR_CODES } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { ClockSkew } from './clock-skew.service.js';
import { CLOUDAUTH_CLIENT } from './create-cloudauth-client.js';
import type { CloudauthClient } from '../contract/cloudauth-client.js';
import type {
  CloudauthOperation,
  CloudauthParameters,
  KnownOperation,
} from '../contract/cloudauth-operation.js';
import { followAbort } from './follow-abort.js';
import { interpretAnswer } from './interpret-answer.js';
import { QuotaService } from './quota.service.js';
import { retryPause } from './retry-rule.js';

/** One operation to be called, with its parameters. */
interface Call {
  readonly operation: CloudauthOperation;
  readonly parameters: CloudauthParameters;
  readonly signal?: AbortSignal | undefined;
}

/** A call does not go out with less than this share of its time: it would most likely get lost, and nobody know. */
const LEAST_SHARE = 0.05;

/**
 * Makes calls of the vendor the way that the vendor and the caller can both live with: within the account's limit, not
 * while the vendor is broken, again where that is safe, and never beyond the caller's deadline.
 */
@Injectable()
export class GuardedCalls implements OnApplicationShutdown {
  private successAt: Date | undefined;
  private readonly cutting = new AbortController();
  private lastSentAt = 0;

  constructor(
    @Inject(CLOUDAUTH_CLIENT) private readonly client: CloudauthClient,
    private readonly quota: QuotaService,
    private readonly breaker: CircuitBreaker,
    private readonly telemetry: Telemetry,
    private readonly skew: ClockSkew,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
    @Inject(ID_VERIFICATION_RANDOM) private readonly random: Random,
  ) {}

  /** When a call last succeeded; undefined before the first. */
  get lastSuccessAt(): Date | undefined {
    return this.successAt;
  }

  /** For how long no call went out, in milliseconds. */
  get idleMs(): number {
    return this.now() - this.lastSentAt;
  }

  /**
   * Refuses at once what {@link call} would refuse, so that nothing need be prepared for it.
   *
   * @throws IdVerificationError `circuit_open`, `quota_exhausted`
   */
  async assertCallable(operation: CloudauthOperation): Promise<void> {
    this.breaker.assertAllowed();
    await this.quota.assertRoom(operation, this.options.deadlineMs);
  }

  /** For a caller that waits: with retries, within its deadline. @throws IdVerificationError */
  async call<Result>(
    operation: KnownOperation<Result>,
    parameters: CloudauthParameters,
    signal?: AbortSignal,
  ): Promise<Result> {
    const call = { operation: operation.name, parameters, signal };
    return operation.decode(await this.untilCut(call, (cuttable) => this.repeat(cuttable)));
  }

  /** For a worker, which has its permit already and retries by its own schedule. @throws IdVerificationError */
  async callOnce<Result>(
    operation: KnownOperation<Result>,
    parameters: CloudauthParameters,
    signal?: AbortSignal,
  ): Promise<Result> {
    const call = { operation: operation.name, parameters, signal };
    // Leases are made for the deadline: a response to a call that outlasts it would have no reader.
    const timeoutMs = Math.min(this.options.requestTimeoutMs, this.options.deadlineMs);
    return operation.decode(
      await this.untilCut(call, (cuttable) => this.breaker.run(() => this.send(cuttable, 1, timeoutMs))),
    );
  }

  /** Acquires permits that no foreground call needs. @returns how many, up to `most` */
  async acquireSparePermits(
    operation: CloudauthOperation,
    most: number,
    signal: AbortSignal,
  ): Promise<number> {
    return this.quota.acquireSparePermits(operation, this.breaker.allowed(most), signal);
  }

  /** Ends every call that is under way, and every later one: the application's time to stop is over. */
  cut(): void {
    this.cutting.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  private async untilCut(
    call: Call,
    work: (cuttable: Call) => Promise<CloudauthResult>,
  ): Promise<CloudauthResult> {
    const controller = new AbortController();
    const signals = [this.cutting.signal, call.signal].filter((signal) => signal !== undefined);
    if (signals.some(({ aborted }) => aborted)) controller.abort();
    const unfollow = signals.map((signal) => followAbort(signal, () => controller.abort()));
    try {
      return await work({ ...call, signal: controller.signal });
    } finally {
      for (const end of unfollow) end();
    }
  }

  private async repeat(call: Call): Promise<CloudauthResult> {
    const deadline = this.now() + this.options.deadlineMs;
    let failure: IdVerificationError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(call, attempt, deadline - this.now());
      } catch (error) {
        if (!(error instanceof IdVerificationError)) throw error;
        // What the vendor said is worth more than that it could not be asked again.
        if (failure !== undefined && isRefusedHere(error)) throw failure;
        failure = error;
      }
      await this.pauseBeforeRepeating(call, failure, attempt, deadline);
      this.telemetry.vendorRetry(call.operation, failure);
    }
  }

  private async attempt(call: Call, attempt: number, leftMs: number): Promise<CloudauthResult> {
    const startedAt = this.now();
    // Asked before the quota too: a moment that cannot be used would be missing elsewhere.
    this.breaker.assertAllowed();
    const { leastMs } = this;
    await this.quota.take(call.operation, { leftMs, leastMs, again: attempt > 1, signal: call.signal });
    const timeoutMs = Math.min(this.options.requestTimeoutMs, leftMs - (this.now() - startedAt));
    if (timeoutMs < this.leastMs) throw new IdVerificationError('quota_exhausted', { retryAfterMs: 1_000 });
    return this.breaker.run(() => this.send(call, attempt, timeoutMs));
  }

  private async send(call: Call, attempt: number, timeoutMs: number): Promise<CloudauthResult> {
    const { operation } = call;
    this.lastSentAt = this.now();
    try {
      const result = await this.telemetry.vendorCall(operation, attempt, () => this.ask(call, timeoutMs));
      this.successAt = this.clock.now();
      return result;
    } catch (error) {
      if (error instanceof IdVerificationError && error.code === 'throttled') {
        // Should that fail too, the next call says so.
        await this.quota.slowDown(operation).catch(() => undefined);
      }
      throw error;
    }
  }

  private async ask({ operation, parameters, signal }: Call, timeoutMs: number): Promise<CloudauthResult> {
    const answer = await this.client.call(operation, parameters, { timeoutMs, signal });
    this.skew.observe(answer);
    return interpretAnswer(answer, { sandbox: this.options.sandbox, operation });
  }

  /** @throws IdVerificationError the failure itself, where the call is not repeated; `aborted` */
  private async pauseBeforeRepeating(
    { operation, signal }: Call,
    error: IdVerificationError,
    attempt: number,
    deadline: number,
  ): Promise<void> {
    const { retry } = this.options;
    const pause = retry && retryPause({ operation, error, attempt }, retry, this.random());
    if (pause === undefined || this.now() + pause + this.leastMs > deadline) throw error;
    await sleepUnlessAborted(this.clock, pause, signal);
  }

  private get leastMs(): number {
    return LEAST_SHARE * Math.min(this.options.requestTimeoutMs, this.options.deadlineMs);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function isRefusedHere({ code }: IdVerificationError): boolean {
  const { origin, sent } = ERROR_CODES[code];
  return origin === 'library' && sent === 'no';
}
