import { Inject, Injectable, Logger } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';
import { SigningClockService } from './signing-clock.service.js';

/** The difference between this machine's clock and the vendor's: at most a minute, more than one, more than five. */
export type ClockSkew = 'none' | 'noticeable' | 'dangerous';

/**
 * Hysteresis: the skew is lowered only when it is this far below a limit, so that it is not logged with every response.
 */
const CLEARLY_MS = 10_000;

const HINT =
  'The vendor refuses requests whose date is more than 15 minutes off. Let NTP set the clock of this machine.';

/** @param skewMs the absolute difference, in milliseconds */
function evaluateSkew(skewMs: number): ClockSkew {
  const offMs = Math.abs(skewMs);
  if (offMs > 5 * 60_000) return 'dangerous';
  return offMs > 60_000 ? 'noticeable' : 'none';
}

/** Compares this machine's clock with the vendor's by the `Date` of its responses, refusals included. */
@Injectable()
export class ClockSkewService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private known: ClockSkew = 'none';

  constructor(
    private readonly signing: SigningClockService,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  /** The skew at the latest response. */
  get skew(): ClockSkew {
    return this.known;
  }

  /** Logs each change of the skew once. */
  observe({ headers }: Pick<CloudauthResponse, 'headers'>): void {
    const skewMs = this.clock.now().getTime() - Date.parse(headers['date'] ?? '');
    if (Number.isNaN(skewMs)) return;
    this.signing.correct(skewMs);
    const skew = evaluateSkew(skewMs);
    if (skew === this.known || evaluateSkew(Math.abs(skewMs) + CLEARLY_MS) === this.known) return;
    this.known = skew;
    const seconds = Math.round(skewMs / 1_000);
    if (skew === 'none') this.logger.log(logLine('clock_correct', { seconds }));
    else if (skew === 'noticeable') this.logger.warn(logLine('clock_skewed', { seconds, hint: HINT }));
    else this.logger.error(logLine('clock_skewed', { seconds, hint: HINT }));
  }
}
