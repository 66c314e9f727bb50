import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { ERROR_CODES } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';

/** `half-open`: one trial call is allowed. */
export type CircuitBreakerState = 'closed' | 'open' | 'half-open' | 'off';

/**
 * The circuit breaker: rejects calls while most vendor calls fail. Its state is per process and endpoint: a region that
 * fails, or a mistaken endpoint of one tenant, says nothing about the others.
 */
@Injectable()
export class CircuitBreakerService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly halfOpenAfterMs: number;
  private readonly policy: CircuitBreakerPolicy | undefined;
  private readonly others = new Map<string, CircuitBreakerService>();
  /** Of another endpoint than that of the options. */
  private host: string | undefined;
  private openedAt = 0;
  private brokenAt: number | undefined;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: Pick<ResolvedOptions, 'circuitBreaker' | 'endpoint'>,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    const { circuitBreaker: breaker } = options;
    this.halfOpenAfterMs = breaker?.halfOpenAfterMs ?? 0;
    this.policy = breaker && this.createPolicy(breaker.windowSize);
  }

  /** The circuit breaker of an endpoint; this one for that of the options. */
  at({ host }: URL): CircuitBreakerService {
    if (host === this.options.endpoint.host) return this;
    const other = this.others.get(host) ?? new CircuitBreakerService(this.options, this.clock);
    other.host = host;
    this.others.set(host, other);
    return other;
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

  /** The time since the circuit was last closed, in milliseconds; undefined while it is closed. */
  get brokenMs(): number | undefined {
    return this.brokenAt === undefined ? undefined : this.clock.monotonic() - this.brokenAt;
  }

  /** How many of the given number of calls are allowed now: all, one trial call, or none. */
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
      const responded = await this.policy.execute(() => call().then(success, refusal));
      if ('error' in responded) throw responded.error;
      return responded.value;
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.circuitOpen() : error;
    }
  }

  private createPolicy(windowSize: number): CircuitBreakerPolicy {
    const policy: CircuitBreakerPolicy = circuitBreaker(
      handleWhen((error) => this.isFailure(error)),
      {
        // Cockatiel uses the wall clock, which may step: `assertAllowed` decides how long the circuit stays open.
        halfOpenAfter: Number.NEGATIVE_INFINITY,
        breaker: new CountBreaker({
          threshold: 0.5,
          size: windowSize,
          minimumNumberOfCalls: Math.ceil(windowSize / 2),
        }),
      },
    );
    policy.onBreak(() => {
      this.openedAt = this.clock.monotonic();
      this.brokenAt ??= this.openedAt;
      this.logger.error(
        logLine('circuit_opened', {
          endpoint: this.host,
          halfOpenAfterMs: this.halfOpenAfterMs,
          hint: 'Most calls of the vendor fail. Check the codes of the failures before this line.',
        }),
      );
    });
    policy.onReset(() => {
      this.brokenAt = undefined;
      this.logger.log(logLine('circuit_closed', { endpoint: this.host }));
    });
    return policy;
  }

  private isFailure(error: Error): boolean {
    return error instanceof IdVerificationError && isBreakerFailure(error, this.state);
  }

  /** The remaining time until the circuit is half-open, in milliseconds. */
  private get restMs(): number {
    return Math.max(0, this.openedAt + this.halfOpenAfterMs - this.clock.monotonic());
  }

  private circuitOpen(): IdVerificationError {
    return new IdVerificationError('circuit_open', { retryAfterMs: Math.max(this.restMs, 100) });
  }
}

/**
 * Whether an error counts as a failure of the vendor. While half open, every error counts that is not a response
 * of the vendor.
 */
export function isBreakerFailure({ code }: IdVerificationError, state: CircuitBreakerState): boolean {
  const { vendor } = ERROR_CODES[code];
  return vendor === 'broken' || (vendor === 'unknown' && state === 'half-open');
}

/** A response of the vendor: a refusal counts as success, because it proves that the vendor works. */
type Responded<Result> = { readonly value: Result } | { readonly error: unknown };

function success<Result>(value: Result): Responded<Result> {
  return { value };
}

function refusal(error: unknown): { readonly error: unknown } {
  if (error instanceof IdVerificationError && ERROR_CODES[error.code].vendor === 'well') return { error };
  throw error;
}
