import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { CredentialSource } from './credential-source.js';
import { withinDeadline } from './deadline.js';

/** Calls the credentials provider once at boot, so that a failure is logged before the first verification. */
@Injectable()
export class CredentialsCheckService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly stopping = new AbortController();

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  /** Not awaited: a provider that fails now may work at the first call. */
  onApplicationBootstrap(): void {
    void this.check();
  }

  /** A closed application neither waits for a provider nor logs about it. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async check(): Promise<void> {
    const { credentials, requestTimeoutMs, client } = this.options;
    // A host's own client has its own credentials.
    if (typeof client === 'object' && 'call' in client) return;
    try {
      const source = new CredentialSource(credentials);
      const { signal } = this.stopping;
      await withinDeadline({ timeoutMs: requestTimeoutMs, signal }, (deadline) =>
        deadline.race(() => source.resolve(), 'credentials_unavailable'),
      );
    } catch (error) {
      if (!(error instanceof IdVerificationError) || error.code === 'aborted') return;
      const { code, message, hint } = error;
      this.logger.warn(logLine('credentials_unavailable', { code, error: message, hint }));
    }
  }
}
