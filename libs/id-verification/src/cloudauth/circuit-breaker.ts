import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';

/** `half-open`: one call tries whether the vendor is back. */
export type CircuitBreakerState = 'closed' | 'open' | 'half-open' | 'off';

/** The vendor, or the way to it, is broken. Everything else is an answer, a refusal too. */
const BROKEN: readonly IdVerificationErrorCode[] = [
  'vendor_unreachable',
  'vendor_timeout',
  'vendor_failed',
  'vendor_unavailable',
  'vendor_answer_unreadable',
];

/** Says nothing about the vendor. */
const NO_ANSWER: readonly IdVerificationErrorCode[] = ['aborted', 'credentials_unavailable'];

/** Stops calling a vendor that fails all the time. Each process finds out by itself. */
@Injectable()
export class CircuitBreaker {
  private readonly logger = new Logger('IdVerification');
  private readonly openMs: number;
  private readonly policy: CircuitBreakerPolicy | undefined;
  private openedAt = 0;
  private brokenSince: Date | undefined;

  constructor(
    @Inject(RESOLVED_OPTIONS) { circuitBreaker: options }: Pick<ResolvedOptions, 'circuitBreaker'>,
  ) {
    this.openMs = options?.openMs ?? 0;
    this.policy = options && this.createPolicy(options.calls);
  }

  get state(): CircuitBreakerState {
    switch (this.policy?.state) {
      case undefined:
        return 'off';
      case CircuitState.Closed:
        return 'closed';
      case CircuitState.HalfOpen:
        return 'half-open';
      default:
        return 'open';
    }
  }

  /** Since when the circuit has not been closed. */
  get openSince(): Date | undefined {
    return this.brokenSince;
  }

  /** How many of so many calls may go out now: all, one that tries whether the vendor is back, or none. */
  allowed(calls: number): number {
    if (this.state === 'closed' || this.state === 'off') return calls;
    return this.state === 'open' && this.restMs === 0 ? Math.min(calls, 1) : 0;
  }

  /** @throws IdVerificationError `circuit_open` */
  assertAllowed(): void {
    if (this.allowed(1) === 0) throw this.circuitOpen();
  }

  /** @throws IdVerificationError `circuit_open`; whatever the call throws */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.policy === undefined) return call();
    this.assertAllowed();
    try {
      const settled = await this.policy.execute(() => call().then(success, refusal));
      if ('error' in settled) throw settled.error;
      return settled.value;
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.circuitOpen() : error;
    }
  }

  private createPolicy(calls: number): CircuitBreakerPolicy {
    const policy: CircuitBreakerPolicy = circuitBreaker(
      handleWhen((error) => this.isFailure(error)),
      {
        halfOpenAfter: this.openMs,
        breaker: new CountBreaker({
          threshold: 0.5,
          size: calls,
          minimumNumberOfCalls: Math.ceil(calls / 2),
        }),
      },
    );
    policy.onBreak(() => {
      this.openedAt = Date.now();
      this.brokenSince ??= new Date(this.openedAt);
      this.logger.error(
        logLine('circuit_opened', {
          openMs: this.openMs,
          hint: 'Most calls of the vendor fail. Look at the codes of the failures before this line.',
        }),
      );
    });
    policy.onReset(() => {
      this.brokenSince = undefined;
      this.logger.log(logLine('circuit_closed', {}));
    });
    return policy;
  }

  /** Only an answer closes a circuit that is half open. */
  private isFailure(error: Error): boolean {
    if (!(error instanceof IdVerificationError)) return false;
    return BROKEN.includes(error.code) || (this.state === 'half-open' && NO_ANSWER.includes(error.code));
  }

  /** How long the circuit stays open, in milliseconds. */
  private get restMs(): number {
    return Math.max(0, this.openedAt + this.openMs - Date.now());
  }

  private circuitOpen(): IdVerificationError {
    return new IdVerificationError('circuit_open', { retryAfterMs: Math.max(this.restMs, 100) });
  }
}

/** What the vendor answered; a refusal proves that it works just as well as a success. */
type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

function success<Result>(value: Result): Settled<Result> {
  return { value };
}

function refusal(error: unknown): { readonly error: unknown } {
  const isAnswer =
    error instanceof IdVerificationError && !BROKEN.includes(error.code) && !NO_ANSWER.includes(error.code);
  if (isAnswer) return { error };
  throw error;
}
