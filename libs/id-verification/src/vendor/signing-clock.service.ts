import { Inject, Injectable, Logger } from '@nestjs/common';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';

/** Smaller differences are left alone, in milliseconds: the vendor tolerates 15 minutes, and its `Date` is late by its way. */
const LEAST_MS = 60_000;

/** No mistaken time zone or missed correction differs by more than a day; a `Date` beyond it is not used. */
const MOST_MS = 24 * 60 * 60_000;

/**
 * How far this machine's clock is taken to be ahead of the vendor's, in milliseconds.
 *
 * @param skewMs what the latest response shows
 * @param knownMs what was assumed before; kept while the two differ little
 */
export function evaluateCorrection(skewMs: number, knownMs: number): number {
  if (Math.abs(skewMs) > MOST_MS) return 0;
  if (Math.abs(skewMs - knownMs) <= LEAST_MS) return knownMs;
  return Math.abs(skewMs) <= LEAST_MS ? 0 : skewMs;
}

/** The time that dates requests of the native client: this machine's, corrected by the `Date` of the vendor's responses. */
@Injectable()
export class SigningClockService implements Pick<Clock, 'now'> {
  private readonly logger = new Logger(LOG_CONTEXT);
  private aheadMs = 0;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: Pick<ResolvedOptions, 'client' | 'correctClock'>,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** How far this machine's clock is taken to be ahead of the vendor's, in milliseconds. */
  get correctionMs(): number {
    return this.aheadMs;
  }

  now(): Date {
    return new Date(this.clock.now().getTime() - this.aheadMs);
  }

  /**
   * Corrects the time by a response of the vendor, and logs each change.
   *
   * @param skewMs how far this machine's clock is ahead of the response's `Date`, in milliseconds
   */
  correct(skewMs: number): void {
    const { client, correctClock } = this.options;
    if (!correctClock || client !== 'native') return;
    const aheadMs = evaluateCorrection(skewMs, this.aheadMs);
    if (aheadMs === this.aheadMs) return;
    this.aheadMs = aheadMs;
    this.logger.warn(logLine('signing_date_corrected', { seconds: Math.round(-aheadMs / 1_000) }));
  }
}
