import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../../time/clock.js';
import { errorCode } from '../../vendor/transport-error.js';
import { probeCallback } from '../../vendor/probe-callback.js';
import { LOG_CONTEXT, logLine } from '../../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';

/** The application listens only after bootstrap, and a proxy in front of it needs some time to route requests to it. */
const DELAY_MS = 5_000;

const TIMEOUT_MS = 5_000;

/** Warns at boot when the callback URL does not lead to the callback route: the vendor refuses Initialize then. */
@Injectable()
export class CallbackReachabilityService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly stopping = new AbortController();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  /** Not awaited: it does not delay the start of the application. */
  onApplicationBootstrap(): void {
    const { callback, sandbox } = this.options;
    // An emulator sends callbacks for public addresses to a local one.
    if (callback !== undefined && !sandbox) this.check(callback.url).catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async check(url: string): Promise<void> {
    await this.clock.sleep(DELAY_MS, this.stopping.signal);
    const found = await this.look(url);
    if (found === undefined || this.stopping.signal.aborted) return;
    this.logger.warn(
      logLine('callback_unreachable', {
        found,
        hint: 'The vendor refuses Initialize when it cannot reach CallbackUrl. Check from the internet that `callback.url` leads to the route of this application: from here, or through `http.proxy`, the result may differ.',
      }),
    );
  }

  /** @returns what responded instead of the callback route, or the reason for no response */
  private async look(url: string): Promise<string | undefined> {
    const { http } = this.options;
    const limits = { timeoutMs: TIMEOUT_MS, signal: this.stopping.signal };
    try {
      const { status, isCallbackRoute } = await probeCallback(new URL(url), http, limits);
      if (isCallbackRoute) return undefined;
      return status === 200 ? 'another_page' : String(status);
    } catch (error) {
      // The message is not used: it contains the address.
      return errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
    }
  }
}
